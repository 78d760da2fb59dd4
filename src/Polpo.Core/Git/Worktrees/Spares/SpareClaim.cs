using Polpo.Engine.Kernel;

namespace Polpo.Core.Git.Worktrees.Spares;

/// <summary>Turns a spare into the half-made worktree that a checkout finishes: one rename, and the difference between two commits when it stands at another.</summary>
internal sealed class SpareClaim(SpareShelf shelf, CheckoutFill fill)
{
    /// <returns>What was taken, as it stood. Null: there is none, or it was no good; the worktree's own folder is not there then.</returns>
    public async Task<Spare?> TakeAsync(Worktree worktree, CancellationToken cancellationToken)
    {
        if (await shelf.TakeOrJoinAsync(worktree.Workspace, worktree.Base, cancellationToken) is not { } spare)
            return null;
        try
        {
            Directory.Move(spare.Folder, worktree.GitFolder);
            (spare with { Folder = worktree.GitFolder }).Unmark();
            if (spare.Commit != worktree.Base)
                await fill.ChangeAsync(
                    worktree.Workspace,
                    spare.Commit,
                    worktree.Base,
                    Spare.TreeIn(worktree.GitFolder),
                    Spare.IndexIn(worktree.GitFolder),
                    cancellationToken
                );
            return spare;
        }
        catch (Exception e) when (e is IOException or RefusedException)
        {
            // Somebody meddled with the data folder, or the disk is full: the long way tells which.
            if (Directory.Exists(worktree.GitFolder))
                await Trash.DeleteAsync(worktree.GitFolder, cancellationToken);
            return null;
        }
    }
}
