using Polpo.Engine.Kernel;

namespace Polpo.Core.Agents.Files;

/// <summary>Files of a repository that may have come from anywhere: none is read or written through a link that leaves it, or leads to what git keeps.</summary>
internal static class RepositoryFile
{
    private const int MaxLinks = 40;

    /// <param name="name">Its path below the repository; messages call it so.</param>
    /// <param name="wanted">What a file of this name is, such as <c>a list of agents</c>.</param>
    /// <returns>Null when there is none.</returns>
    public static byte[]? Read(string repositoryPath, string name, int maxBytes, string wanted)
    {
        try
        {
            var file = new FileInfo(Real(repositoryPath, name));
            if (Directory.Exists(file.FullName))
                throw new RefusedException(Refusal.Invalid, $"`{name}` is a folder, not a file. Remove it.");
            if (!file.Exists)
                return null;
            // What it says of its size need not be what comes out of it.
            return UpTo(file, maxBytes)
                ?? throw new RefusedException(
                    Refusal.Invalid,
                    $"`{name}` is larger than {maxBytes / 1024 / 1024} MB. That is no {wanted}."
                );
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

    /// <summary>Puts files in place, each in one step: a reader sees the old text or the new one.</summary>
    public static void Write(string repositoryPath, IReadOnlyList<(string Name, byte[] Content)> files)
    {
        var pending = new List<(string Temporary, string Target)>();
        try
        {
            foreach (var (name, content) in files)
                pending.Add(Prepare(repositoryPath, name, content));
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

    /// <summary>The file behind links; a link that leaves the repository is refused, since a cloned repository may have planted it.</summary>
    public static string Real(string repositoryPath, string name)
    {
        var root = Real(Path.GetFullPath(repositoryPath).TrimEnd('/'), links: 0);
        var real = Real(Path.Combine(root, name), links: 0);
        if ($"{real}/".StartsWith($"{root}/.git/", StringComparison.OrdinalIgnoreCase))
            throw new RefusedException(
                Refusal.Forbidden,
                $"`{name}` is a link into git's own folder. Put a file there."
            );
        return real.StartsWith(root + "/", StringComparison.Ordinal)
            ? real
            : throw new RefusedException(
                Refusal.Forbidden,
                $"`{name}` is a link that leaves the repository. Put a file there."
            );
    }

    /// <summary>Null where there is more.</summary>
    private static byte[]? UpTo(FileInfo file, int maxBytes)
    {
        if (file.Length > maxBytes)
            return null;
        using var stream = file.OpenRead();
        var bytes = new MemoryStream((int)file.Length);
        var buffer = new byte[64 * 1024];
        for (int count; (count = stream.Read(buffer)) > 0; )
        {
            bytes.Write(buffer, 0, count);
            if (bytes.Length > maxBytes)
                return null;
        }
        return bytes.ToArray();
    }

    private static (string Temporary, string Target) Prepare(string repositoryPath, string name, byte[] content)
    {
        var target = Real(repositoryPath, name);
        var temporary = $"{target}.{Environment.ProcessId}.tmp";
        Directory.CreateDirectory(Path.GetDirectoryName(target)!); // below the repository
        File.WriteAllBytes(temporary, content);
        if (File.Exists(target))
            File.SetUnixFileMode(temporary, File.GetUnixFileMode(target));
        return (temporary, target);
    }

    private static string Real(string path, int links)
    {
        if (Path.GetDirectoryName(path) is not { } parent)
            return path;
        var here = Path.Combine(Real(parent, links), Path.GetFileName(path));
        if (new FileInfo(here).LinkTarget is not { } target)
            return here;
        var next = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, target)); // no root: it has a parent
        return links < MaxLinks ? Real(next, links + 1) : throw new IOException($"{path} is a loop of links.");
    }
}
