using Polpo.Engine.Kernel;

namespace Polpo.Core.Agents.Files;

/// <summary>The three files of a repository's <c>.polpo</c> folder, as bytes; null where there is none.</summary>
internal sealed record PolpoFolder(string Path, byte[]? Agents, byte[]? Teams, byte[]? Project)
{
    public const string AgentsName = ".polpo/agents.json";
    public const string TeamsName = ".polpo/teams.json";
    public const string ProjectName = ".polpo/polpo.json";

    private const int MaxBytes = 4 * 1024 * 1024;

    public static PolpoFolder Read(string repositoryPath) =>
        new(
            repositoryPath,
            Bytes(repositoryPath, AgentsName),
            Bytes(repositoryPath, TeamsName),
            Bytes(repositoryPath, ProjectName)
        );

    public bool SameAs(PolpoFolder other) =>
        Same(Agents, other.Agents) && Same(Teams, other.Teams) && Same(Project, other.Project);

    /// <summary>Puts files in place, each in one step: a reader sees the old text or the new one.</summary>
    public void Write(IReadOnlyList<(string Name, byte[] Content)> files)
    {
        var pending = new List<(string Temporary, string Target)>();
        try
        {
            foreach (var (name, content) in files)
                pending.Add(Prepare(name, content));
            foreach (var (temporary, target) in pending)
                File.Move(temporary, target, overwrite: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            foreach (var (temporary, _) in pending)
                File.Delete(temporary);
            var names = string.Join(" and ", files.Select(file => $"`{file.Name}`"));
            throw new RefusedException(
                Refusal.Unavailable,
                $"{names} could not be written: {exception.Message}",
                exception
            );
        }
    }

    private (string Temporary, string Target) Prepare(string name, byte[] content)
    {
        var target = Real(Path, name);
        var temporary = $"{target}.{Environment.ProcessId}.tmp";
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(target)!);
        File.WriteAllBytes(temporary, content);
        if (File.Exists(target))
            File.SetUnixFileMode(temporary, File.GetUnixFileMode(target));
        return (temporary, target);
    }

    private static byte[]? Bytes(string repositoryPath, string name)
    {
        try
        {
            var file = new FileInfo(Real(repositoryPath, name));
            if (Directory.Exists(file.FullName))
                throw new RefusedException(Refusal.Invalid, $"`{name}` is a folder, not a file. Remove it.");
            if (!file.Exists)
                return null;
            if (file.Length > MaxBytes)
                throw new RefusedException(
                    Refusal.Invalid,
                    $"`{name}` is larger than {MaxBytes / 1024 / 1024} MB. That is no list of agents."
                );
            return File.ReadAllBytes(file.FullName);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new RefusedException(
                Refusal.Unavailable,
                $"`{name}` could not be read: {exception.Message}",
                exception
            );
        }
    }

    /// <summary>The file behind links; a link that leaves the repository is refused, since a cloned repository may have planted it.</summary>
    private static string Real(string repositoryPath, string name)
    {
        var root = Real(System.IO.Path.GetFullPath(repositoryPath).TrimEnd('/'), links: 0);
        var real = Real(System.IO.Path.Combine(root, name), links: 0);
        return real.StartsWith(root + "/", StringComparison.Ordinal)
            ? real
            : throw new RefusedException(
                Refusal.Forbidden,
                $"`{name}` is a link that leaves the repository. Put a file there."
            );
    }

    private static string Real(string path, int links)
    {
        if (System.IO.Path.GetDirectoryName(path) is not { } parent)
            return path;
        var here = System.IO.Path.Combine(Real(parent, links), System.IO.Path.GetFileName(path));
        if (new FileInfo(here).LinkTarget is not { } target)
            return here;
        var next = System.IO.Path.GetFullPath(System.IO.Path.Combine(System.IO.Path.GetDirectoryName(here)!, target));
        return links < 40 ? Real(next, links + 1) : throw new IOException($"{path} is a loop of links.");
    }

    private static bool Same(byte[]? left, byte[]? right) =>
        left is null ? right is null : right is not null && left.AsSpan().SequenceEqual(right);
}
