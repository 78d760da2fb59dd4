using Polpo.Runner.Linux;
using Polpo.Runner.Protocol;

namespace Polpo.Runner.Walls.Protection;

/// <summary>
/// How a worktree's protected paths are held: one that is there is mounted read-only over itself, and one that is not is an empty
/// read-only folder, since git and our own commits leave empty folders out, whoever looks. git's folder is mounted over itself, too:
/// what is mounted cannot be renamed, and a new one put in its place.
/// </summary>
internal sealed record Protection(
    IReadOnlyList<string> Pinned,
    IReadOnlyList<string> Kept,
    IReadOnlyList<string> Missing
)
{
    public static Protection Of(SandboxOrder order)
    {
        var settings = ProtectedPaths.Settings.Where(path => !ProtectedPaths.Names(order.WritablePaths, path)).ToList();
        var git = IsFolder(order.Worktree, ".git");
        return new Protection(
            git ? [".git"] : [],
            [
                .. ProtectedPaths.OfGit.Where(path => git && IsThere(order.Worktree, path)),
                .. settings.Where(path => IsThere(order.Worktree, path) && !IsEmpty(order.Worktree, path)),
                .. OtherSpellings(order).Where(path => IsThere(order.Worktree, path)),
            ],
            // In a worktree that is read-only as a whole nothing can be made.
            order.WritablePaths.Count > 0
                ? []
                : [.. settings.Where(path => !Exists(order.Worktree, path) || IsEmpty(order.Worktree, path))]
        );
    }

    /// <summary>
    /// Takes away the empty folders that stood for what is not there, and the list of commands that a rebase would go on with: whoever
    /// looks around later and does so would run them.
    /// </summary>
    public void Clear(string worktree)
    {
        Forget(worktree, ".git/rebase-merge", "git-rebase-todo");
        Forget(worktree, ".git/rebase-merge", "git-rebase-todo.backup");
        foreach (var path in Missing.Select(path => Path.Combine(worktree, path)))
            try
            {
                // Not recursive, and not through a link: only what is an empty folder goes.
                if (new DirectoryInfo(path) is { Exists: true, LinkTarget: null })
                    Directory.Delete(path);
            }
            catch (IOException) { }
    }

    /// <summary>Of the repository: one that a command makes is left out of what is delivered.</summary>
    private static IEnumerable<string> OtherSpellings(SandboxOrder order) =>
        Directory
            .EnumerateFileSystemEntries(order.Worktree)
            .Select(path => Path.GetFileName(path))
            .Where(name => ProtectedPaths.Disguises(name) && !ProtectedPaths.Names(order.WritablePaths, name));

    private static bool Exists(string worktree, string path) =>
        new FileInfo(Path.Combine(worktree, path)) is var file
        && (file.Exists || file.LinkTarget is not null || Directory.Exists(file.FullName));

    private static void Forget(string worktree, string folder, string name)
    {
        try
        {
            using var found = Beneath.Open(worktree, folder);
            if (found is not null)
                File.Delete(Path.Combine(Beneath.PathOf(found), name));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The worktree is gone, or a folder of that name stands there, which git cannot read either.
        }
    }

    /// <summary>Not a link, nor behind one: it would lead a mount elsewhere.</summary>
    private static bool IsThere(string worktree, string path)
    {
        using var found = Beneath.Open(worktree, path);
        return found is not null;
    }

    private static bool IsFolder(string worktree, string path) =>
        IsThere(worktree, path) && Directory.Exists(Path.Combine(worktree, path));

    private static bool IsEmpty(string worktree, string path) =>
        IsFolder(worktree, path) && !Directory.EnumerateFileSystemEntries(Path.Combine(worktree, path)).Any();
}
