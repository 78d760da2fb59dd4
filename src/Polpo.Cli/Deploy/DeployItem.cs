using System.Text.Json;
using System.Text.Json.Nodes;
using Polpo.Client;
using Polpo.Engine.Kernel;

namespace Polpo.Cli.Deploy;

internal enum DeployState
{
    Unchanged,
    New,
    Changed,
}

/// <summary>One thing of <c>.polpo</c>, and how it stands to what the server has.</summary>
/// <param name="Apply">Makes the server's the same; not called for what is unchanged.</param>
internal sealed record DeployItem(string Kind, string Name, DeployState State, Func<CancellationToken, Task> Apply);

/// <summary>What a server writes into a document by itself makes no difference.</summary>
internal static class DeployContent
{
    /// <param name="added">A field that counts only where the wanted document has it.</param>
    public static bool IsSame(JsonNode? wanted, JsonNode? there, string added)
    {
        if (wanted is not JsonObject document || there is not JsonObject || document.ContainsKey(added))
            return JsonNode.DeepEquals(wanted, there);
        var own = there.DeepClone().AsObject();
        own.Remove(added);
        return JsonNode.DeepEquals(wanted, own);
    }
}

/// <summary>The <c>.polpo</c> folder of a repository, as far as it can be sent.</summary>
internal sealed class DeployFolder(string repository)
{
    private const int LargestFile = Missions.MissionFile.MostBytes;

    private string Root => Path.Combine(repository, ".polpo");

    /// <summary>The objects of a file that is a list; none when there is no such file.</summary>
    public IReadOnlyList<JsonObject> List(string name)
    {
        var path = Path.Combine(Root, name);
        if (!File.Exists(path))
            return [];
        return Parse(path) is JsonArray list && list.All(one => one is JsonObject)
            ? [.. list.Select(one => one!.AsObject())] // checked before
            : throw new RefusedException(Refusal.Invalid, $"{path} must be a list of objects.");
    }

    /// <summary>The documents of a sub-folder, by file name without its ending, in order.</summary>
    public IReadOnlyList<(string Name, string Path)> Documents(string folder)
    {
        var path = Path.Combine(Root, folder);
        return Directory.Exists(path)
            ?
            [
                .. Directory
                    .GetFiles(path, "*.json")
                    .Order(StringComparer.Ordinal)
                    .Select(file => (Path.GetFileNameWithoutExtension(file), file)),
            ]
            : [];
    }

    /// <summary>An object that is a file of its own; null when there is no such file.</summary>
    public JsonObject? Object(string name)
    {
        var path = Path.Combine(Root, name);
        if (!File.Exists(path))
            return null;
        return Parse(path) as JsonObject ?? throw new RefusedException(Refusal.Invalid, $"{path} must be an object.");
    }

    /// <summary>A file of this name in each folder of a sub-folder, by the folder's name, in order.</summary>
    public IReadOnlyList<(string Name, string Path)> Folders(string folder, string file)
    {
        var path = Path.Combine(Root, folder);
        return Directory.Exists(path)
            ?
            [
                .. Directory
                    .GetDirectories(path)
                    .Where(one => new DirectoryInfo(one).LinkTarget is null)
                    .Select(one => (Path.GetFileName(one), Path.Combine(one, file)))
                    .Where(one => File.Exists(one.Item2))
                    .OrderBy(one => one.Item1, StringComparer.Ordinal),
            ]
            : [];
    }

    public static JsonNode Parse(string path)
    {
        // A link out of the repository would send a file that nobody meant.
        var file = new FileInfo(path);
        if (file.LinkTarget is not null || file.Length > LargestFile)
            throw new RefusedException(
                Refusal.Invalid,
                $"{path} is a link or larger than {LargestFile >> 20} MB, and is not sent."
            );
        try
        {
            return JsonNode.Parse(File.ReadAllText(path))
                ?? throw new RefusedException(Refusal.Invalid, $"{path} holds nothing.");
        }
        catch (JsonException wrong)
        {
            throw new RefusedException(
                Refusal.Invalid,
                $"{path} is not JSON: line {wrong.LineNumber + 1}, byte {wrong.BytePositionInLine + 1}.",
                wrong
            );
        }
    }

    /// <exception cref="RefusedException">The file has another shape.</exception>
    public static T Read<T>(string path)
    {
        try
        {
            return Parse(path).Deserialize<T>(Strict)!; // no literal null: Parse refuses it
        }
        catch (JsonException wrong)
        {
            throw new RefusedException(Refusal.Invalid, $"{path}: {JsonFault.Of(wrong)}. Correct the file.", wrong);
        }
    }

    private static readonly JsonSerializerOptions Strict = new(Wire.Json)
    {
        UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow,
    };
}
