using Polpo.Core.Git.Worktrees.Spares;
using Polpo.Core.Workspaces;
using Polpo.Engine.Kernel;

namespace Polpo.Core.Git.Worktrees;

/// <summary>
/// Makes worktrees. The sandbox gets a <c>.git</c> of its own there, which borrows the mirror's objects and which we never read again; what we
/// know of the worktree stands in our own folder.
/// </summary>
internal sealed class Checkouts(
    GitFolders folders,
    Mirrors mirrors,
    CheckoutFill fill,
    SpareClaim claim,
    SpareShelf spares
)
{
    public async Task<Worktree> OpenAsync(
        Id<Workspace> workspace,
        string id,
        CommitId commit,
        CancellationToken cancellationToken
    )
    {
        if (Find(workspace, id) is { } known)
            return known;
        if (
            spares.BaseOf(workspace) != commit
            && await mirrors.RefAsync(workspace, commit.Checked(), cancellationToken) is null
        )
            throw new RefusedException(
                Refusal.NotFound,
                $"Commit {commit} is not in the mirror of workspace {workspace}. Take it over from the repository first."
            );
        var worktree = new Worktree(
            id,
            workspace,
            folders.Worktree(id),
            folders.GitFolder(id),
            folders.Mirror(workspace),
            commit
        );
        await ClearHalfMadeAsync(worktree, cancellationToken);
        var spare = await FillOrClearAsync(worktree, cancellationToken);
        spares.Wish(workspace);
        return worktree with { Spare = spare };
    }

    /// <summary>The worktree of this id if it was finished and is still there. It is ours only if our own folder says so.</summary>
    public Worktree? Find(Id<Workspace> workspace, string id)
    {
        if (Marker.Read(folders.GitFolder(id)) is not { } written)
            return null;
        written.MustBe(workspace, id);
        return Directory.Exists(folders.Worktree(id))
            ? new Worktree(
                id,
                workspace,
                folders.Worktree(id),
                folders.GitFolder(id),
                folders.Mirror(workspace),
                new CommitId(written.Base)
            )
            : null;
    }

    /// <summary>What a crash left behind is below our own folder until the last step, so it can be taken away.</summary>
    private static async Task ClearHalfMadeAsync(Worktree worktree, CancellationToken cancellationToken)
    {
        if (Directory.Exists(worktree.Path))
            throw new RefusedException(
                Refusal.Conflict,
                $"{worktree.Path} exists, but is not a worktree that Polpo made. Move it away."
            );
        if (Directory.Exists(worktree.GitFolder))
            await Trash.DeleteAsync(worktree.GitFolder, cancellationToken);
    }

    /// <summary>A checkout that did not come about, on a full disk above all, must not go on taking space.</summary>
    private async Task<string?> FillOrClearAsync(Worktree worktree, CancellationToken cancellationToken)
    {
        var filled = false;
        try
        {
            var spare = await FillAsync(worktree, cancellationToken);
            filled = true;
            return spare;
        }
        finally
        {
            if (!filled)
                await Trash.DeleteAsync(worktree.GitFolder, CancellationToken.None);
        }
    }

    private async Task<string?> FillAsync(Worktree worktree, CancellationToken cancellationToken)
    {
        var (staged, index) = (Spare.TreeIn(worktree.GitFolder), Spare.IndexIn(worktree.GitFolder));
        var spare = await claim.TakeAsync(worktree, cancellationToken);
        if (spare is null)
        {
            Directory.CreateDirectory(staged);
            await fill.WriteAsync(worktree.Workspace, worktree.Base, staged, index, calmly: false, cancellationToken);
        }
        new Marker(worktree.Id, worktree.Workspace.Text, worktree.Base.Hash).Write(worktree.GitFolder);
        Directory.Move(staged, worktree.Path);
        return spare?.Commit == worktree.Base ? spare.Name : null;
    }
}
