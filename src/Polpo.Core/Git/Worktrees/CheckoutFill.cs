using Polpo.Core.Git.Running;
using Polpo.Core.Workspaces;
using Polpo.Engine.Kernel;

namespace Polpo.Core.Git.Worktrees;

/// <summary>Writes a commit's files into a folder of ours that no sandbox has seen, with an index beside it.</summary>
internal sealed class CheckoutFill(Mirrors mirrors, GitExecutor git, GitFolders folders)
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(15);

    /// <param name="calmly">Nobody waits for it: whatever somebody waits for goes first.</param>
    public async Task WriteAsync(
        Id<Workspace> workspace,
        CommitId commit,
        string tree,
        string index,
        bool calmly,
        CancellationToken cancellationToken
    )
    {
        var command = Command(workspace, tree, index, calmly, "read-tree", "--reset", "-u", commit.Checked());
        await git.RunAsync("check out the commit", command, cancellationToken);
        await SandboxRepository.WriteAsync(tree, folders.Mirror(workspace), index, commit, cancellationToken);
    }

    /// <summary>Changes what differs between two commits, and nothing else. The files must be as <paramref name="from"/> has them.</summary>
    public async Task ChangeAsync(
        Id<Workspace> workspace,
        CommitId from,
        CommitId to,
        string tree,
        string index,
        CancellationToken cancellationToken
    )
    {
        var command = Command(
            workspace,
            tree,
            index,
            calmly: false,
            "read-tree",
            "-m",
            "-u",
            from.Checked(),
            to.Checked()
        );
        await git.RunAsync("check out the commit", command, cancellationToken);
        await SandboxRepository.ChangeAsync(tree, folders.Mirror(workspace), index, to, cancellationToken);
    }

    private GitCommand Command(
        Id<Workspace> workspace,
        string tree,
        string index,
        bool calmly,
        params IReadOnlyList<string> arguments
    ) =>
        mirrors.InMirror(workspace, arguments) with
        {
            WorkTree = tree,
            IndexFile = index,
            TimeLimit = Limit,
            Calmly = calmly,
            Settings =
            [
                "checkout.workers=2",
                "core.bare=false",
                "core.symlinks=true",
                "core.fileMode=true",
                // What was given to the sandbox's user since is the same file.
                "core.trustctime=false",
                "core.checkStat=minimal",
            ],
        };
}
