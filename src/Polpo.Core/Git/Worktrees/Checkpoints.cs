using Polpo.Core.Git.Running;
using Polpo.Core.Git.Snapshots;
using Polpo.Engine.Kernel;

namespace Polpo.Core.Git.Worktrees;

/// <summary>Records what a worktree holds as commits of the mirror.</summary>
internal sealed class Checkpoints(Mirrors mirrors, GitExecutor git, TimeProvider time)
{
    private const int Tries = 3;
    private static readonly TimeSpan WriteLimit = TimeSpan.FromMinutes(15);

    public async Task<CommitId> MakeAsync(
        Worktree worktree,
        CommitId parent,
        CommitInfo info,
        CancellationToken cancellationToken
    )
    {
        var before = await TreeAsync(worktree, parent, cancellationToken);
        for (var attempt = 1; ; attempt++)
        {
            var after = await ScanAsync(worktree, parent, before, trusted: true, cancellationToken);
            if (Same(before, after))
                return parent;
            try
            {
                return await CommitAsync(worktree, parent, info, before, after, cancellationToken);
            }
            catch (RefusedException refused) when (refused.Refusal == Refusal.Conflict && attempt < Tries)
            {
                // Something in the sandbox still writes; what is there now is looked at again.
            }
        }
    }

    /// <summary>Looks at every byte: a receipt rests on the answer.</summary>
    public async Task<bool> IsCleanAsync(Worktree worktree, CommitId commit, CancellationToken cancellationToken)
    {
        var tree = await TreeAsync(worktree, commit, cancellationToken);
        return Same(tree, await ScanAsync(worktree, commit, tree, trusted: false, cancellationToken));
    }

    private static Task<IReadOnlyDictionary<RepoPath, TreeEntry>> ScanAsync(
        Worktree worktree,
        CommitId commit,
        IReadOnlyDictionary<RepoPath, TreeEntry> tracked,
        bool trusted,
        CancellationToken cancellationToken
    ) =>
        Task.Run(
            () =>
            {
                var cache = StampCache.Open(worktree.GitFolder, trusted);
                var found = new WorktreeScan(worktree.Path, tracked, cache, ObjectHash.Like(commit)).Run(
                    cancellationToken
                );
                cache.Save();
                return found;
            },
            cancellationToken
        );

    private static bool Same(
        IReadOnlyDictionary<RepoPath, TreeEntry> one,
        IReadOnlyDictionary<RepoPath, TreeEntry> other
    ) => one.Count == other.Count && one.All(pair => other.TryGetValue(pair.Key, out var entry) && entry == pair.Value);

    private async Task<IReadOnlyDictionary<RepoPath, TreeEntry>> TreeAsync(
        Worktree worktree,
        CommitId commit,
        CancellationToken cancellationToken
    )
    {
        var listed = await git.RunAsync(
            "list the files of a commit",
            mirrors.InMirror(worktree.Workspace, "ls-tree", "-r", "-z", "--full-tree", commit.Checked()),
            cancellationToken
        );
        return listed.Truncated
            ? throw new RefusedException(Refusal.OverLimit, $"Commit {commit} lists more files than Polpo can hold.")
            : TreeListing.Read(listed.Output);
    }

    private async Task<CommitId> CommitAsync(
        Worktree worktree,
        CommitId parent,
        CommitInfo info,
        IReadOnlyDictionary<RepoPath, TreeEntry> before,
        IReadOnlyDictionary<RepoPath, TreeEntry> after,
        CancellationToken cancellationToken
    )
    {
        var reference = $"refs/polpo/sessions/{worktree.Id}";
        await KeepTipAsync(worktree, reference, parent, cancellationToken);
        var import = new FastImport(worktree.Path, reference, parent, CommitHeader.Of(info, time.GetUtcNow()));
        var marks = Path.Combine(worktree.GitFolder, "marks");
        var command = mirrors.InMirror(
            worktree.Workspace,
            "fast-import",
            "--quiet",
            "--force",
            "--done",
            "--date-format=raw",
            $"--export-marks={marks}"
        ) with
        {
            TimeLimit = WriteLimit,
            Settings = ["core.bigFileThreshold=32m", "core.fsync=committed", "core.fsyncMethod=batch"],
            Input = (stream, token) => Task.Run(() => Send(import, before, after, stream, token), token),
        };
        await git.RunAsync("record the worktree", command, cancellationToken);
        var lines = await File.ReadAllLinesAsync(marks, cancellationToken);
        return new CommitId(
            lines.Single(line => line.StartsWith(import.CommitMark, StringComparison.Ordinal))[
                import.CommitMark.Length..
            ]
        );
    }

    private static void Send(
        FastImport import,
        IReadOnlyDictionary<RepoPath, TreeEntry> before,
        IReadOnlyDictionary<RepoPath, TreeEntry> after,
        Stream stream,
        CancellationToken cancellationToken
    )
    {
        var buffered = new BufferedStream(stream, 256 << 10);
        import.Write(before, after, buffered, cancellationToken);
        buffered.Flush();
    }

    /// <summary>The session's reference moves with its newest commit; a line of commits that is left behind is kept under its own name.</summary>
    private async Task KeepTipAsync(
        Worktree worktree,
        string reference,
        CommitId parent,
        CancellationToken cancellationToken
    )
    {
        var tip = await mirrors.RefAsync(worktree.Workspace, reference, cancellationToken);
        if (tip is { } commit && commit != parent)
            await mirrors.KeepAsync(worktree.Workspace, "kept", commit, cancellationToken);
    }
}
