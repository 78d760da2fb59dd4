using Polpo.Core.Git.Running;
using Polpo.Core.Workspaces;
using Polpo.Engine.Kernel;

namespace Polpo.Core.Git.Delivery;

/// <summary>Brings a finished commit into a branch of a person's clone. When the branch has moved on, the merge is made in the mirror, and the clone only ever goes forward.</summary>
internal sealed class Merging(
    Mirrors mirrors,
    Publishing publishing,
    Inspection inspection,
    Combining combining,
    GitExecutor git
)
{
    private const int Tries = 3;

    public async Task PublishAsync(
        Id<Workspace> workspace,
        string repositoryPath,
        string branch,
        CommitId commit,
        CancellationToken cancellationToken
    )
    {
        var clone = await Clone.OpenAsync(repositoryPath, inspection, git, cancellationToken);
        await clone.CheckBranchNameAsync(branch, cancellationToken);
        await clone.RefuseSymbolicAsync(branch, cancellationToken);
        if (await Publishing.OfferAsync(clone, mirrors.Of(workspace), branch, commit, cancellationToken))
            return;
        var mirror = await MirrorWithAsync(workspace, commit, cancellationToken);
        for (var attempt = 1; attempt <= Tries; attempt++)
        {
            var tip = await clone.TipAsync(branch, cancellationToken);
            if (tip == commit)
                return;
            if (tip is { } old && !await ReachesAsync(workspace, clone, old, commit, cancellationToken))
                throw new RefusedException(
                    Refusal.Conflict,
                    $"The branch {branch} exists in {clone.Path} and has commits of its own. Rename or delete it, or choose another name."
                );
            if (await publishing.AdvanceAsync(clone, mirror, branch, tip, commit, cancellationToken))
                return;
        }
        throw KeepsMoving(branch, clone);
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
        var clone = await Clone.OpenAsync(repositoryPath, inspection, git, cancellationToken);
        var branch = targetBranch ?? await clone.CurrentBranchAsync(cancellationToken) ?? throw Detached(clone);
        await clone.CheckBranchNameAsync(branch, cancellationToken);
        await clone.RefuseSymbolicAsync(branch, cancellationToken);
        var mirror = await MirrorWithAsync(workspace, commit, cancellationToken);
        for (var attempt = 1; attempt <= Tries; attempt++)
        {
            var tip = await clone.TipAsync(branch, cancellationToken) ?? throw NoBranch(branch, clone);
            await mirrors.BringAsync(workspace, clone.Path, tip, cancellationToken);
            if (await mirrors.IsAncestorAsync(workspace, commit, tip, cancellationToken))
                return new Delivered(branch, tip, true);
            var forward = await mirrors.IsAncestorAsync(workspace, tip, commit, cancellationToken);
            var result = forward ? commit : await CombineAsync(workspace, branch, tip, commit, info, cancellationToken);
            if (await publishing.AdvanceAsync(clone, mirror, branch, tip, result, cancellationToken))
                return new Delivered(branch, result, forward);
        }
        throw KeepsMoving(branch, clone);
    }

    private async Task<string> MirrorWithAsync(
        Id<Workspace> workspace,
        CommitId commit,
        CancellationToken cancellationToken
    ) =>
        await mirrors.RefAsync(workspace, commit.Checked(), cancellationToken) is null
            ? throw new RefusedException(
                Refusal.NotFound,
                $"Commit {commit} is not in the mirror of workspace {workspace}."
            )
            : await mirrors.EnsureAsync(workspace, commit, cancellationToken);

    private async Task<bool> ReachesAsync(
        Id<Workspace> workspace,
        Clone clone,
        CommitId old,
        CommitId commit,
        CancellationToken cancellationToken
    )
    {
        await mirrors.BringAsync(workspace, clone.Path, old, cancellationToken);
        return await mirrors.IsAncestorAsync(workspace, old, commit, cancellationToken);
    }

    private async Task<CommitId> CombineAsync(
        Id<Workspace> workspace,
        string branch,
        CommitId tip,
        CommitId commit,
        CommitInfo info,
        CancellationToken cancellationToken
    )
    {
        var combined = await combining.CombineAsync(workspace, tip, commit, info, cancellationToken);
        return combined.Conflicts.Count == 0
            ? combined.Commit
            : throw new RefusedException(
                Refusal.Conflict,
                $"{branch} has moved on and changes the same places: {string.Join(", ", combined.Conflicts)}. Retry the task from the new state, or merge by hand: git merge {commit}"
            );
    }

    private static RefusedException Detached(Clone clone) =>
        new(
            Refusal.Conflict,
            $"No branch is checked out in {clone.Path} (detached HEAD), so there is nothing to merge into. Name a branch, or check one out: git switch main"
        );

    private static RefusedException NoBranch(string branch, Clone clone) =>
        new(Refusal.NotFound, $"There is no branch {branch} in {clone.Path}. List them with: git branch");

    private static RefusedException KeepsMoving(string branch, Clone clone) =>
        new(Refusal.Conflict, $"The branch {branch} of {clone.Path} keeps moving. Try again when it is quiet.");
}
