using System.Reflection;
using System.Text.Json;

namespace Polpo.Core.Backups;

/// <summary>What a backup is, at its very beginning: whether it can be restored here is known before anything is written.</summary>
/// <param name="Format">How the archive is laid out.</param>
/// <param name="Polpo">The version that made it.</param>
/// <param name="Database">As <c>IDatabaseCopy.Kind</c>.</param>
/// <param name="Steps">The steps of the schema that its database has.</param>
/// <param name="HasKey">Whether the key that opens the vault is in it.</param>
public sealed record BackupHead(
    int Format,
    string Polpo,
    DateTimeOffset At,
    string Database,
    IReadOnlyList<string> Steps,
    bool HasKey
)
{
    /// <summary>The only layout so far: a gzipped tar of this head, the database, the files, and the list of all of them.</summary>
    public const int Newest = 1;

    internal const string Name = "backup.json";

    /// <summary>The version of this program.</summary>
    public static string Version { get; } =
        typeof(BackupHead)
            .Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()
            ?.InformationalVersion.Split('+')[0]
        ?? "0";
}

/// <summary>One file of a backup.</summary>
/// <param name="Hash">SHA-256, in lowercase hex digits.</param>
internal sealed record BackupFile(string Path, long Bytes, string Hash)
{
    /// <summary>The list of all files, at the very end: a backup that was cut off lacks it.</summary>
    public const string List = "files.json";
}

internal static class BackupJson
{
    public static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { MaxDepth = 8 };
}
