using System.Text.Json.Nodes;
using Polpo.Engine.Kernel;

namespace Polpo.Cli.Deploy;

/// <summary>The <c>.polpo</c> folder of a repository, as far as it can be sent: nothing in it is followed through a link, which a cloned repository may have planted.</summary>
internal sealed class DeployFolder(string repository)
{
    private const string Root = ".polpo";

    private readonly DeployBudget _budget = new();

    /// <summary>The objects of a file that is a list; none when there is no such file.</summary>
    public IReadOnlyList<JsonObject> List(string name)
    {
        if (File(name) is not { } file)
            return [];
        return file.Node is JsonArray list && list.All(one => one is JsonObject)
            ? [.. list.Select(one => one!.AsObject())] // checked before
            : throw new RefusedException(Refusal.Invalid, $"{file.Path} must be a list of objects.");
    }

    /// <summary>An object that is a file of its own; null when there is no such file.</summary>
    public JsonObject? Object(string name)
    {
        if (File(name) is not { } file)
            return null;
        return file.Node as JsonObject
            ?? throw new RefusedException(Refusal.Invalid, $"{file.Path} must be an object.");
    }

    /// <summary>The documents of a sub-folder, by file name without its ending, in order.</summary>
    public IReadOnlyList<DeployFile> Documents(string folder) =>
        At(folder) is { } path
            ?
            [
                .. Directory
                    .GetFiles(path, "*.json")
                    .Order(StringComparer.Ordinal)
                    .Select(file => Read(Path.GetFileNameWithoutExtension(file), folder, Path.GetFileName(file))),
            ]
            : [];

    /// <summary>A file of this name in each folder of a sub-folder, by the folder's name, in order.</summary>
    public IReadOnlyList<DeployFile> Folders(string folder, string file) =>
        At(folder) is { } path
            ?
            [
                .. Directory
                    .GetDirectories(path)
                    .Select(one => Path.GetFileName(one))
                    .Order(StringComparer.Ordinal)
                    .Where(one => At(folder, one, file) is not null)
                    .Select(one => Read(one, folder, one, file)),
            ]
            : [];

    private DeployFile? File(string name) => At(name) is null ? null : Read(name, name);

    private DeployFile Read(string name, params IReadOnlyList<string> parts) =>
        DeployFile.Read(name, At([.. parts])!, _budget); // listed before

    /// <summary>Null when there is nothing.</summary>
    /// <exception cref="RefusedException">It is a link, or behind one.</exception>
    private string? At(params IReadOnlyList<string> parts)
    {
        var path = repository;
        foreach (var part in parts.Prepend(Root))
        {
            path = Path.Combine(path, part);
            if (new FileInfo(path).LinkTarget is not null)
                throw new RefusedException(
                    Refusal.Invalid,
                    $"{path} is a link, and what is behind it is not sent. Put there what it leads to."
                );
        }
        return Path.Exists(path) ? path : null;
    }
}
