using System.Text.Json;
using Polpo.Cli.Shell;
using Polpo.Engine.Kernel;

namespace Polpo.Cli.Missions;

/// <summary>A mission document on this machine.</summary>
/// <param name="Path">As messages call it: relative to the repository where it lies in it.</param>
/// <param name="Name">What the mission is called when the document has no name.</param>
internal sealed record MissionFile(string Path, string Name, byte[] Bytes)
{
    public const string Folder = ".polpo/missions";
    public const int MostBytes = 16 * 1024 * 1024;

    /// <summary>The file of this path, else the one of this name among the repository's missions; null when there is neither.</summary>
    public static MissionFile? Find(Invocation command, string text)
    {
        var repository = command.RepositoryPath();
        var direct = System.IO.Path.GetFullPath(text, command.Here.Folder);
        if (File.Exists(direct))
            return Read(direct, repository);
        if (text.AsSpan().IndexOfAny('/', '\\') >= 0 || text is "." or "..")
            return null;
        var named = System.IO.Path.Combine(repository, Folder, FileName(text));
        return File.Exists(named) ? Read(named, repository) : null;
    }

    /// <exception cref="RefusedException">There is no such file.</exception>
    public static MissionFile Get(Invocation command, string text) =>
        Find(command, text)
        ?? throw new RefusedException(
            Refusal.NotFound,
            $"There is no file {text}{(text.Contains('/', StringComparison.Ordinal) ? "" : $", and no {Folder}/{FileName(text)}")}. Name a mission document."
        );

    private static string FileName(string text) =>
        text.EndsWith(".json", StringComparison.OrdinalIgnoreCase) ? text : $"{text}.json";

    /// <summary>Files of the repository whose missions have none of these names.</summary>
    public static IReadOnlyList<string> Others(Invocation command, IEnumerable<string> names)
    {
        var known = names.ToHashSet(StringComparer.Ordinal);
        return
        [
            .. Names(command.RepositoryPath())
                .Where(name => !known.Contains(System.IO.Path.GetFileNameWithoutExtension(name)))
                .Select(name => $"{Folder}/{name}"),
        ];
    }

    /// <summary>The names of the repository's mission files.</summary>
    public static IEnumerable<string> Names(string repository) =>
        System.IO.Path.Combine(repository, Folder) is var folder && Directory.Exists(folder)
            ? Directory
                .GetFiles(folder, "*.json")
                .Select(path => System.IO.Path.GetFileName(path))
                .Order(StringComparer.Ordinal)
            : [];

    /// <exception cref="RefusedException">It is too large, or no JSON.</exception>
    public static MissionFile Of(string repository, string name) =>
        Read(System.IO.Path.Combine(repository, Folder, name), repository);

    private static MissionFile Read(string path, string repository)
    {
        if (new FileInfo(path).Length > MostBytes)
            throw new RefusedException(
                Refusal.OverLimit,
                $"{path} is larger than {MostBytes / 1024 / 1024} MB. Split it into several missions."
            );
        var relative = System.IO.Path.GetRelativePath(repository, path);
        var name = relative.StartsWith("..", StringComparison.Ordinal) ? path : relative;
        var bytes = File.ReadAllBytes(path);
        try
        {
            JsonDocument.Parse(bytes).Dispose();
        }
        catch (JsonException broken)
        {
            throw new RefusedException(Refusal.Invalid, $"{name}: {JsonFault.Of(broken)}. Correct the file.", broken);
        }
        return new MissionFile(name, System.IO.Path.GetFileNameWithoutExtension(path), bytes);
    }
}
