using Polpo.Engine.Kernel;

namespace Polpo.Core.Workspaces;

/// <summary>Finds the one path by which a repository is known: its top folder, without links and detours. Looks at names only; git is asked later.</summary>
internal static class RepositoryFolder
{
    /// <summary>As many links as Linux follows.</summary>
    private const int MaxLinks = 40;

    /// <exception cref="RefusedException">The path is not absolute, not there, or in no repository with a working tree.</exception>
    public static string Of(string path)
    {
        if (!Path.IsPathFullyQualified(path) || path.Contains('\0', StringComparison.Ordinal))
            throw new RefusedException(
                Refusal.Invalid,
                $"\"{path}\" is not an absolute path. Give the repository's folder from the root, such as /home/me/project."
            );
        var real = WithoutLinks(Path.GetFullPath(path));
        if (!Directory.Exists(real))
            throw new RefusedException(
                Refusal.NotFound,
                File.Exists(real)
                    ? $"{real} is a file. Give the repository's folder."
                    : $"There is no folder {real}. Check the path."
            );
        for (var folder = real; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (Path.Exists(Path.Combine(folder, ".git")))
                return folder;
            if (IsBare(folder))
                throw new RefusedException(
                    Refusal.Invalid,
                    $"{folder} is a bare repository. Clone it, and open the clone: git clone {folder}"
                );
        }
        throw new RefusedException(
            Refusal.Invalid,
            $"{real} is not a git repository. Make it one with git init and a first commit, or name another folder."
        );
    }

    private static bool IsBare(string folder) =>
        File.Exists(Path.Combine(folder, "HEAD"))
        && Directory.Exists(Path.Combine(folder, "objects"))
        && Directory.Exists(Path.Combine(folder, "refs"));

    private static string WithoutLinks(string path)
    {
        var real = "/";
        var left = new Stack<string>(Parts(path));
        var links = 0;
        while (left.TryPop(out var part))
        {
            var next = Path.GetFullPath(Path.Combine(real, part));
            if (new FileInfo(next).LinkTarget is not { } target)
            {
                real = next;
                continue;
            }
            if (++links > MaxLinks)
                throw new RefusedException(
                    Refusal.Invalid,
                    $"{path} goes through links that lead back to themselves. Remove them, or give another path."
                );
            if (Path.IsPathRooted(target))
                real = "/";
            foreach (var piece in Parts(target))
                left.Push(piece);
        }
        return real;
    }

    /// <summary>The parts of a path, the last first: pushed one by one, the first is popped first.</summary>
    private static IEnumerable<string> Parts(string path) =>
        path.Split('/', StringSplitOptions.RemoveEmptyEntries).Reverse();
}
