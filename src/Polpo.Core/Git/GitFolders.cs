using System.Buffers;
using Polpo.Core.Workspaces;
using Polpo.Engine.Kernel;

namespace Polpo.Core.Git;

/// <summary>Where git's things are below the data folder. Only <c>worktrees</c> is ever written by a sandbox.</summary>
internal sealed class GitFolders(PolpoHome home)
{
    private const int MaxId = 100;

    private static readonly SearchValues<char> IdCharacters = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-"
    );

    public string Mirror(Id<Workspace> workspace) => home.At("repositories", $"{workspace}.git");

    public string Worktree(string id) => home.At("worktrees", Checked(id));

    /// <summary>Our own git directory of a worktree: index, stamps, and the marker that says that the worktree is ours.</summary>
    public string GitFolder(string id) => home.At("gitdirs", Checked(id));

    /// <summary>Every mirror that is finished.</summary>
    public IEnumerable<string> Mirrors() => Directory.EnumerateDirectories(home.Folder("repositories"), "*.git");

    /// <summary>Checkouts that stand ready to become worktrees. No sandbox has seen them.</summary>
    public string Spares => home.Folder("spares");

    public string Trash => home.Folder("trash");

    private static string Checked(string id) =>
        id.Length is > 0 and <= MaxId
        && char.IsAsciiLetterOrDigit(id[0])
        && !id.AsSpan().ContainsAnyExcept(IdCharacters)
            ? id
            : throw new RefusedException(
                Refusal.Invalid,
                $"\"{id}\" cannot name a worktree. Use letters, digits, - and _, at most 100."
            );
}
