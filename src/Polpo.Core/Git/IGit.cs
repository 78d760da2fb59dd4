using Polpo.Core.Workspaces;
using Polpo.Engine.Kernel;
using Polpo.Engine.Subjects;

namespace Polpo.Core.Git;

/// <summary>A commit by its full hash.</summary>
public readonly record struct CommitId(string Hash)
{
    public override string ToString() => Hash;
}

/// <summary>What a run starts from: the user's HEAD as it stood, and what of the user's working tree is not in it.</summary>
public sealed record RepositoryHead(CommitId Commit, string? Branch, IReadOnlyList<string> NotIncluded);

/// <summary>A session's private checkout. <paramref name="GitFolder"/> is the host's own git directory for it, outside of everything that a sandbox can write.</summary>
public sealed record Worktree(
    string Id,
    Id<Workspace> Workspace,
    string Path,
    string GitFolder,
    string MirrorPath,
    CommitId Base
)
{
    /// <summary>The name of the spare that it was, files and all, when it was made of one that stood at this very commit.</summary>
    public string? Spare { get; init; }
}

/// <summary>Who made a commit and for whom.</summary>
public sealed record CommitInfo(string AgentName, string Requester, string Subject, string Body = "");

/// <summary>Two commits as one. <paramref name="Conflicts"/>: the paths that both changed at the same places, where the commit holds both texts between conflict markers.</summary>
public sealed record Combined(CommitId Commit, IReadOnlyList<string> Conflicts);

public sealed record Delivered(string Branch, CommitId Commit, bool FastForwarded);

/// <summary>
/// The port to git. The host never lets git read configuration that a sandbox could write, and nothing destructive runs on a user's clone.
/// Every method refuses with a sentence (<see cref="RefusedException"/>) for what a person can put right.
/// </summary>
public interface IGit
{
    /// <summary>Checks that the path is a git repository with a commit, and tells its HEAD.</summary>
    Task<RepositoryHead> InspectAsync(string repositoryPath, CancellationToken cancellationToken);

    /// <summary>Checks the same, and tells only the commit: for a start that nobody reads about.</summary>
    Task<CommitId> HeadAsync(string repositoryPath, CancellationToken cancellationToken);

    /// <summary>Brings the commit from the user's clone into the workspace's bare mirror, made when absent.</summary>
    Task MirrorAsync(
        Id<Workspace> workspace,
        string repositoryPath,
        CommitId commit,
        CancellationToken cancellationToken
    );

    /// <summary>A fresh checkout of a commit of the mirror. The same id again answers the same worktree (after a restart).</summary>
    Task<Worktree> CheckOutAsync(
        Id<Workspace> workspace,
        string id,
        CommitId commit,
        CancellationToken cancellationToken
    );

    /// <summary>Records everything in the worktree that is not ignored as one commit upon <paramref name="parent"/>, kept in the mirror under <c>refs/polpo/</c>. No change: the parent itself.</summary>
    Task<CommitId> CheckpointAsync(
        Worktree worktree,
        CommitId parent,
        CommitInfo info,
        CancellationToken cancellationToken
    );

    /// <summary>The worktree of this id, if this machine holds one.</summary>
    Worktree? Find(Id<Workspace> workspace, string id);

    /// <summary>Whether the worktree holds exactly what the commit records (ignored files apart).</summary>
    Task<bool> IsCleanAsync(Worktree worktree, CommitId commit, CancellationToken cancellationToken);

    /// <summary>The change between two commits as a unified diff, at most <paramref name="maxBytes"/>.</summary>
    Task<string> DiffAsync(
        Id<Workspace> workspace,
        CommitId from,
        CommitId to,
        int maxBytes,
        CancellationToken cancellationToken
    );

    /// <summary>The paths that differ between two commits.</summary>
    Task<IReadOnlyList<string>> ChangedPathsAsync(
        Id<Workspace> workspace,
        CommitId from,
        CommitId to,
        CancellationToken cancellationToken
    );

    /// <summary>The hash of the tree that a commit records.</summary>
    Task<string> TreeAsync(Id<Workspace> workspace, CommitId commit, CancellationToken cancellationToken);

    /// <summary>The content of a file at a commit; null when it is not there.</summary>
    Task<byte[]?> ReadFileAsync(
        Id<Workspace> workspace,
        CommitId commit,
        string path,
        CancellationToken cancellationToken
    );

    /// <summary>One commit that has what both have: one of the two where that suffices, else a merge commit of the mirror.</summary>
    Task<Combined> CombineAsync(
        Id<Workspace> workspace,
        CommitId ours,
        CommitId theirs,
        CommitInfo info,
        CancellationToken cancellationToken
    );

    /// <summary>Brings a commit into a line of the mirror, on which several results come together; the line begins at <paramref name="start"/>. In conflict the line stays as it is. Joining what the line has changes nothing.</summary>
    /// <param name="owner">In whose name: the line of a run that others have taken over is theirs.</param>
    /// <exception cref="OwnershipLostException">Another run has the subject by now; the line did not move.</exception>
    Task<Combined> JoinAsync(
        Owned owner,
        Id<Workspace> workspace,
        string line,
        CommitId start,
        CommitId commit,
        CommitInfo info,
        CancellationToken cancellationToken
    );

    /// <summary>Where a line stands; null when nothing has joined it.</summary>
    Task<CommitId?> TipAsync(Id<Workspace> workspace, string line, CancellationToken cancellationToken);

    /// <summary>Puts a branch at the commit into the user's clone. The branch is new, or at an ancestor of the commit.</summary>
    /// <param name="owner">As of <see cref="JoinAsync"/>.</param>
    Task PublishAsync(
        Owned owner,
        Id<Workspace> workspace,
        string repositoryPath,
        string branch,
        CommitId commit,
        CancellationToken cancellationToken
    );

    /// <summary>Merges a commit into the user's current branch: fast-forward, or a merge commit made by us when that branch has moved on without conflict.</summary>
    Task<Delivered> MergeAsync(
        Id<Workspace> workspace,
        string repositoryPath,
        string? targetBranch,
        CommitId commit,
        CommitInfo info,
        CancellationToken cancellationToken
    );

    /// <summary>Removes a worktree; its commits stay in the mirror. Restorable for 7 days.</summary>
    Task RemoveAsync(Id<Workspace> workspace, string id, CancellationToken cancellationToken);
}
