using Polpo.Core.Workspaces;
using Polpo.Engine.Kernel;
using Polpo.Engine.Subjects;

namespace Polpo.Core.Git.Sharing;

/// <summary>The git of one of several servers: what it is asked for comes from the others where it is not here, and what it makes goes to them before anybody hears of it.</summary>
internal sealed class SharedGit(IGit own, SharedCommits commits, SharedLines lines) : IGit
{
    Task<RepositoryHead> IGit.InspectAsync(string repositoryPath, CancellationToken cancellationToken) =>
        own.InspectAsync(repositoryPath, cancellationToken);

    Task<CommitId> IGit.HeadAsync(string repositoryPath, CancellationToken cancellationToken) =>
        own.HeadAsync(repositoryPath, cancellationToken);

    async Task IGit.MirrorAsync(
        Id<Workspace> workspace,
        string repositoryPath,
        CommitId commit,
        CancellationToken cancellationToken
    )
    {
        await own.MirrorAsync(workspace, repositoryPath, commit, cancellationToken);
        await commits.ShareAsync(workspace, commit, [], cancellationToken);
    }

    async Task<Worktree> IGit.CheckOutAsync(
        Id<Workspace> workspace,
        string id,
        CommitId commit,
        CancellationToken cancellationToken
    )
    {
        if (own.Find(workspace, id) is null)
            await commits.FetchAsync(workspace, commit, cancellationToken);
        return await own.CheckOutAsync(workspace, id, commit, cancellationToken);
    }

    async Task<CommitId> IGit.CheckpointAsync(
        Worktree worktree,
        CommitId parent,
        CommitInfo info,
        CancellationToken cancellationToken
    )
    {
        await commits.FetchAsync(worktree.Workspace, parent, cancellationToken);
        var made = await own.CheckpointAsync(worktree, parent, info, cancellationToken);
        if (made != parent)
            await commits.ShareAsync(worktree.Workspace, made, [parent], cancellationToken);
        return made;
    }

    Worktree? IGit.Find(Id<Workspace> workspace, string id) => own.Find(workspace, id);

    async Task<bool> IGit.IsCleanAsync(Worktree worktree, CommitId commit, CancellationToken cancellationToken)
    {
        await commits.FetchAsync(worktree.Workspace, commit, cancellationToken);
        return await own.IsCleanAsync(worktree, commit, cancellationToken);
    }

    async Task<string> IGit.DiffAsync(
        Id<Workspace> workspace,
        CommitId from,
        CommitId to,
        int maxBytes,
        CancellationToken cancellationToken
    )
    {
        await FetchAsync(workspace, from, to, cancellationToken);
        return await own.DiffAsync(workspace, from, to, maxBytes, cancellationToken);
    }

    async Task<IReadOnlyList<string>> IGit.ChangedPathsAsync(
        Id<Workspace> workspace,
        CommitId from,
        CommitId to,
        CancellationToken cancellationToken
    )
    {
        await FetchAsync(workspace, from, to, cancellationToken);
        return await own.ChangedPathsAsync(workspace, from, to, cancellationToken);
    }

    async Task<string> IGit.TreeAsync(Id<Workspace> workspace, CommitId commit, CancellationToken cancellationToken)
    {
        await commits.FetchAsync(workspace, commit, cancellationToken);
        return await own.TreeAsync(workspace, commit, cancellationToken);
    }

    async Task<byte[]?> IGit.ReadFileAsync(
        Id<Workspace> workspace,
        CommitId commit,
        string path,
        CancellationToken cancellationToken
    )
    {
        await commits.FetchAsync(workspace, commit, cancellationToken);
        return await own.ReadFileAsync(workspace, commit, path, cancellationToken);
    }

    async Task<Combined> IGit.CombineAsync(
        Id<Workspace> workspace,
        CommitId ours,
        CommitId theirs,
        CommitInfo info,
        CancellationToken cancellationToken
    ) => await CombineAsync(workspace, ours, theirs, info, cancellationToken);

    // Where the line stands is a row: no server's mirror knows better than another's.
    async Task<Combined> IGit.JoinAsync(
        Owned owner,
        Id<Workspace> workspace,
        string line,
        CommitId start,
        CommitId commit,
        CommitInfo info,
        CancellationToken cancellationToken
    )
    {
        if (commit == start)
            return new Combined(commit, []);
        while (true)
        {
            var tip = await lines.TipAsync(workspace, line, cancellationToken);
            var joined = await CombineAsync(workspace, tip ?? start, commit, info, cancellationToken);
            if (
                joined.Conflicts.Count > 0
                || joined.Commit == tip
                || await lines.MoveAsync(owner, workspace, line, tip, joined.Commit, cancellationToken)
            )
                return joined;
        }
    }

    async Task<CommitId?> IGit.TipAsync(Id<Workspace> workspace, string line, CancellationToken cancellationToken)
    {
        var tip = await lines.TipAsync(workspace, line, cancellationToken);
        if (tip is { } commit)
            await commits.FetchAsync(workspace, commit, cancellationToken);
        return tip;
    }

    async Task IGit.PublishAsync(
        Owned owner,
        Id<Workspace> workspace,
        string repositoryPath,
        string branch,
        CommitId commit,
        CancellationToken cancellationToken
    )
    {
        await commits.FetchAsync(workspace, commit, cancellationToken);
        await lines.HoldAsync(owner, cancellationToken);
        await own.PublishAsync(owner, workspace, repositoryPath, branch, commit, cancellationToken);
    }

    async Task<Delivered> IGit.MergeAsync(
        Id<Workspace> workspace,
        string repositoryPath,
        string? targetBranch,
        CommitId commit,
        CommitInfo info,
        CancellationToken cancellationToken
    )
    {
        await commits.FetchAsync(workspace, commit, cancellationToken);
        return await own.MergeAsync(workspace, repositoryPath, targetBranch, commit, info, cancellationToken);
    }

    Task IGit.RemoveAsync(Id<Workspace> workspace, string id, CancellationToken cancellationToken) =>
        own.RemoveAsync(workspace, id, cancellationToken);

    private async Task<Combined> CombineAsync(
        Id<Workspace> workspace,
        CommitId ours,
        CommitId theirs,
        CommitInfo info,
        CancellationToken cancellationToken
    )
    {
        await FetchAsync(workspace, ours, theirs, cancellationToken);
        var combined = await own.CombineAsync(workspace, ours, theirs, info, cancellationToken);
        if (combined.Commit != ours && combined.Commit != theirs)
            await commits.ShareAsync(workspace, combined.Commit, [ours, theirs], cancellationToken);
        return combined;
    }

    private async Task FetchAsync(
        Id<Workspace> workspace,
        CommitId from,
        CommitId to,
        CancellationToken cancellationToken
    )
    {
        await commits.FetchAsync(workspace, from, cancellationToken);
        await commits.FetchAsync(workspace, to, cancellationToken);
    }
}
