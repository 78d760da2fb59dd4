using System.Text;
using Polpo.Core.Git.Running;
using Polpo.Core.Workspaces;
using Polpo.Engine.Kernel;

namespace Polpo.Core.Git.Delivery;

/// <summary>Makes merge commits in the mirror, without a worktree.</summary>
internal sealed class Combining(Mirrors mirrors, GitExecutor git, TimeProvider time)
{
    /// <summary>One commit that has both: one of them when it has the other already, else a merge. Places that both changed hold both texts between conflict markers.</summary>
    public async Task<Combined> CombineAsync(
        Id<Workspace> workspace,
        CommitId ours,
        CommitId theirs,
        CommitInfo info,
        CancellationToken cancellationToken
    )
    {
        // A task that changed nothing needs no git to say so.
        if (
            ours.Checked() == theirs.Checked()
            || await mirrors.IsAncestorAsync(workspace, theirs, ours, cancellationToken)
        )
            return new Combined(ours, []);
        if (await mirrors.IsAncestorAsync(workspace, ours, theirs, cancellationToken))
            return new Combined(theirs, []);
        var merged = await git.TryAsync(
            mirrors.InMirror(
                workspace,
                "merge-tree",
                "--write-tree",
                "-z",
                "--name-only",
                "--no-messages",
                ours.Checked(),
                theirs.Checked()
            ),
            cancellationToken
        );
        if (!merged.Ok && merged.ExitCode != 1)
            throw GitErrors.Refused($"merge {theirs} into {ours}", merged);
        var commit = await CommitAsync(workspace, ours, theirs, merged.Parts.First(), info, cancellationToken);
        return new Combined(commit, [.. merged.Parts.Skip(1).Where(path => path.Length > 0).Distinct()]);
    }

    private async Task<CommitId> CommitAsync(
        Id<Workspace> workspace,
        CommitId ours,
        CommitId theirs,
        string tree,
        CommitInfo info,
        CancellationToken cancellationToken
    )
    {
        var message = Encoding.UTF8.GetBytes(CommitHeader.Message(info));
        var made = mirrors.InMirror(workspace, "commit-tree", "-p", ours.Hash, "-p", theirs.Hash, "-F", "-", tree) with
        {
            Input = (stream, token) => stream.WriteAsync(message, token).AsTask(),
            Variables = CommitHeader.Variables(info, time.GetUtcNow()),
        };
        var commit = new CommitId((await git.RunAsync("make the merge commit", made, cancellationToken)).Line);
        await mirrors.KeepAsync(workspace, "merges", commit, cancellationToken);
        return commit;
    }
}
