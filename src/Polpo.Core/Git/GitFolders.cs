using System.Text.RegularExpressions;
using Polpo.Core.Workspaces;
using Polpo.Engine.Kernel;

namespace Polpo.Core.Git;

/// <summary>Where git's things are below the data folder. Only <c>worktrees</c> is ever written by a sandbox.</summary>
internal sealed partial class GitFolders(PolpoHome home)
{
    public string Mirror(Id<Workspace> workspace) => home.At("repositories", $"{workspace}.git");

    public string Worktree(string id) => home.At("worktrees", Checked(id));

    /// <summary>Our own git directory of a worktree: index, stamps, and the marker that says that the worktree is ours.</summary>
    public string GitFolder(string id) => home.At("gitdirs", Checked(id));

    /// <summary>Every mirror that is finished.</summary>
    public IEnumerable<string> Mirrors() => Directory.EnumerateDirectories(home.Folder("repositories"), "*.git");

    public string Trash => home.Folder("trash");

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9_-]{0,99}\z")]
    private static partial Regex WorktreeId { get; }

    private static string Checked(string id) =>
        WorktreeId.IsMatch(id)
            ? id
            : throw new RefusedException(Refusal.Invalid, $"\"{id}\" cannot name a worktree. Use letters, digits, - and _, at most 100.");
}
