using Polpo.Core.Git.Delivery;
using Polpo.Core.Git.Running;
using Polpo.Core.Git.Worktrees;
using Polpo.Core.Git.Worktrees.Spares;
using Polpo.Core.Workspaces;
using Polpo.Engine.Kernel;
using Polpo.Engine.Subjects;

namespace Polpo.Core.Git;

/// <summary>Git as the command line program, started with nothing but what we tell it.</summary>
internal sealed class Git(
    Inspection inspection,
    Mirrors mirrors,
    Checkouts checkouts,
    Checkpoints checkpoints,
    History history,
    Deliveries deliveries,
    Trash trash,
    SpareShelf spares
) : IGit
{
    Task<RepositoryHead> IGit.InspectAsync(string repositoryPath, CancellationToken cancellationToken) =>
        inspection.HeadAsync(repositoryPath, cancellationToken);

    Task<CommitId> IGit.HeadAsync(string repositoryPath, CancellationToken cancellationToken) =>
        inspection.CommitAsync(repositoryPath, cancellationToken);

    async Task IGit.MirrorAsync(
        Id<Workspace> workspace,
        string repositoryPath,
        CommitId commit,
        CancellationToken cancellationToken
    )
    {
        // Brought by this process before: nothing of a mirror is ever pruned.
        if (spares.BaseOf(workspace) != commit)
            await GitErrors.GuardAsync(
                "keep the mirror",
                async () =>
                    await mirrors.BringAsync(
                        workspace,
                        await inspection.RootAsync(repositoryPath, cancellationToken),
                        commit,
                        cancellationToken
                    )
            );
        spares.Wish(workspace, commit);
    }

    Task<Worktree> IGit.CheckOutAsync(
        Id<Workspace> workspace,
        string id,
        CommitId commit,
        CancellationToken cancellationToken
    ) => GitErrors.GuardAsync("make a worktree", () => checkouts.OpenAsync(workspace, id, commit, cancellationToken));

    Task<CommitId> IGit.CheckpointAsync(
        Worktree worktree,
        CommitId parent,
        CommitInfo info,
        CancellationToken cancellationToken
    ) =>
        GitErrors.GuardAsync(
            "record the worktree",
            () => checkpoints.MakeAsync(worktree, parent, info, cancellationToken)
        );

    Worktree? IGit.Find(Id<Workspace> workspace, string id) => checkouts.Find(workspace, id);

    Task<bool> IGit.IsCleanAsync(Worktree worktree, CommitId commit, CancellationToken cancellationToken) =>
        GitErrors.GuardAsync(
            "compare the worktree",
            () => checkpoints.IsCleanAsync(worktree, commit, cancellationToken)
        );

    Task<string> IGit.DiffAsync(
        Id<Workspace> workspace,
        CommitId from,
        CommitId to,
        int maxBytes,
        CancellationToken cancellationToken
    ) => history.DiffAsync(workspace, from, to, maxBytes, cancellationToken);

    Task<IReadOnlyList<string>> IGit.ChangedPathsAsync(
        Id<Workspace> workspace,
        CommitId from,
        CommitId to,
        CancellationToken cancellationToken
    ) => history.ChangedPathsAsync(workspace, from, to, cancellationToken);

    Task<string> IGit.TreeAsync(Id<Workspace> workspace, CommitId commit, CancellationToken cancellationToken) =>
        history.TreeAsync(workspace, commit, cancellationToken);

    Task<byte[]?> IGit.ReadFileAsync(
        Id<Workspace> workspace,
        CommitId commit,
        string path,
        CancellationToken cancellationToken
    ) => history.ReadFileAsync(workspace, commit, path, cancellationToken);

    Task<Combined> IGit.CombineAsync(
        Id<Workspace> workspace,
        CommitId ours,
        CommitId theirs,
        CommitInfo info,
        CancellationToken cancellationToken
    ) => deliveries.Combining.CombineAsync(workspace, ours, theirs, info, cancellationToken);

    Task<Combined> IGit.JoinAsync(
        Owned owner,
        Id<Workspace> workspace,
        string line,
        CommitId start,
        CommitId commit,
        CommitInfo info,
        CancellationToken cancellationToken
    ) => deliveries.Lines.JoinAsync(workspace, line, start, commit, info, cancellationToken);

    Task<CommitId?> IGit.TipAsync(Id<Workspace> workspace, string line, CancellationToken cancellationToken) =>
        deliveries.Lines.TipAsync(workspace, line, cancellationToken);

    Task IGit.PublishAsync(
        Owned owner,
        Id<Workspace> workspace,
        string repositoryPath,
        string branch,
        CommitId commit,
        CancellationToken cancellationToken
    ) => deliveries.Merging.PublishAsync(workspace, repositoryPath, branch, commit, cancellationToken);

    Task<Delivered> IGit.MergeAsync(
        Id<Workspace> workspace,
        string repositoryPath,
        string? targetBranch,
        CommitId commit,
        CommitInfo info,
        CancellationToken cancellationToken
    ) => deliveries.Merging.MergeAsync(workspace, repositoryPath, targetBranch, commit, info, cancellationToken);

    Task IGit.RemoveAsync(Id<Workspace> workspace, string id, CancellationToken cancellationToken) =>
        GitErrors.GuardAsync("remove a worktree", () => Task.FromResult(trash.Take(workspace, id)));
}
