using Polpo.Core.Workspaces;
using Polpo.Engine.Kernel;

namespace Polpo.Core.Git.Sharing;

/// <summary>The git of one of several servers: what it is asked for comes from the others where it is not here, and what it makes goes to them before anybody hears of it.</summary>
internal sealed class SharedGit(IGit own, SharedCommits commits) : IGit
{
    public Task<RepositoryHead> InspectAsync(string repositoryPath, CancellationToken cancellationToken) =>
        own.InspectAsync(repositoryPath, cancellationToken);

    public Task<CommitId> HeadAsync(string repositoryPath, CancellationToken cancellationToken) =>
        own.HeadAsync(repositoryPath, cancellationToken);

    public async Task MirrorAsync(
        Id<Workspace> workspace,
        string repositoryPath,
        CommitId commit,
        CancellationToken cancellationToken
    )
    {
        await own.MirrorAsync(workspace, repositoryPath, commit, cancellationToken);
        await commits.ShareAsync(workspace, commit, [], cancellationToken);
    }

    public async Task<Worktree> CheckOutAsync(
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

    public async Task<CommitId> CheckpointAsync(
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

    public Worktree? Find(Id<Workspace> workspace, string id) => own.Find(workspace, id);

    public async Task<bool> IsCleanAsync(Worktree worktree, CommitId commit, CancellationToken cancellationToken)
    {
        await commits.FetchAsync(worktree.Workspace, commit, cancellationToken);
        return await own.IsCleanAsync(worktree, commit, cancellationToken);
    }

    public async Task<string> DiffAsync(
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

    public async Task<IReadOnlyList<string>> ChangedPathsAsync(
        Id<Workspace> workspace,
        CommitId from,
        CommitId to,
        CancellationToken cancellationToken
    )
    {
        await FetchAsync(workspace, from, to, cancellationToken);
        return await own.ChangedPathsAsync(workspace, from, to, cancellationToken);
    }

    public async Task<string> TreeAsync(Id<Workspace> workspace, CommitId commit, CancellationToken cancellationToken)
    {
        await commits.FetchAsync(workspace, commit, cancellationToken);
        return await own.TreeAsync(workspace, commit, cancellationToken);
    }

    public async Task<byte[]?> ReadFileAsync(
        Id<Workspace> workspace,
        CommitId commit,
        string path,
        CancellationToken cancellationToken
    )
    {
        await commits.FetchAsync(workspace, commit, cancellationToken);
        return await own.ReadFileAsync(workspace, commit, path, cancellationToken);
    }

    public async Task PublishAsync(
        Id<Workspace> workspace,
        string repositoryPath,
        string branch,
        CommitId commit,
        CancellationToken cancellationToken
    )
    {
        await commits.FetchAsync(workspace, commit, cancellationToken);
        await own.PublishAsync(workspace, repositoryPath, branch, commit, cancellationToken);
    }

    public async Task<Delivered> MergeAsync(
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

    public Task RemoveAsync(Id<Workspace> workspace, string id, CancellationToken cancellationToken) =>
        own.RemoveAsync(workspace, id, cancellationToken);

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
