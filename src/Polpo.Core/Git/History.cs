using System.Text;
using Polpo.Core.Git.Running;
using Polpo.Core.Git.Snapshots;
using Polpo.Core.Workspaces;
using Polpo.Engine.Kernel;

namespace Polpo.Core.Git;

/// <summary>Reads commits of the mirror.</summary>
internal sealed class History(Mirrors mirrors, GitExecutor git)
{
    private const int MaxFile = 64 << 20;

    private static readonly string[] Plain =
    [
        "--no-ext-diff",
        "--no-textconv",
        "--no-color",
        "--find-renames",
        "--ignore-submodules=none",
    ];

    /// <summary>Of the tasks of a mission many end where they began.</summary>
    private KnownTree? _lastTree;

    public async Task<string> DiffAsync(
        Id<Workspace> workspace,
        CommitId from,
        CommitId to,
        int maxBytes,
        CancellationToken cancellationToken
    )
    {
        var command = mirrors.InMirror(
            workspace,
            ["diff", .. Plain, "--src-prefix=a/", "--dst-prefix=b/", from.Checked(), to.Checked()]
        ) with
        {
            MaxOutput = maxBytes,
        };
        var diff = await git.RunAsync("compare the commits", command, cancellationToken);
        return diff.Truncated ? WholeLines(diff.Output) : diff.Text;
    }

    public async Task<IReadOnlyList<string>> ChangedPathsAsync(
        Id<Workspace> workspace,
        CommitId from,
        CommitId to,
        CancellationToken cancellationToken
    )
    {
        var command = mirrors.InMirror(
            workspace,
            "diff",
            "--no-ext-diff",
            "--no-renames",
            "--name-only",
            "-z",
            "--ignore-submodules=none",
            from.Checked(),
            to.Checked()
        );
        return [.. (await git.RunAsync("compare the commits", command, cancellationToken)).Parts];
    }

    public async Task<string> TreeAsync(Id<Workspace> workspace, CommitId commit, CancellationToken cancellationToken)
    {
        // A commit never changes; of another workspace it would have to be there first.
        if (_lastTree is { } last && last.Workspace == workspace && last.Commit == commit)
            return last.Tree;
        var found = await git.RunAsync(
            "read a commit",
            mirrors.InMirror(workspace, "rev-parse", "--verify", $"{commit.Checked()}^{{tree}}"),
            cancellationToken
        );
        _lastTree = new KnownTree(workspace, commit, found.Text.Trim());
        return _lastTree.Tree;
    }

    /// <summary>Null as well when a folder, a link or a submodule stands there.</summary>
    public async Task<byte[]?> ReadFileAsync(
        Id<Workspace> workspace,
        CommitId commit,
        string path,
        CancellationToken cancellationToken
    )
    {
        var listed = await git.RunAsync(
            "look up a file",
            mirrors.InMirror(workspace, "ls-tree", "-z", "--full-tree", commit.Checked(), "--", path),
            cancellationToken
        );
        var entry = TreeListing.Read(listed.Output).FirstOrDefault(pair => pair.Key.ToString() == path).Value;
        if (entry.Mode is not (TreeEntry.File or TreeEntry.Executable))
            return null;
        var content = await git.RunAsync(
            "read a file",
            mirrors.InMirror(workspace, "cat-file", "blob", entry.Object) with
            {
                MaxOutput = MaxFile,
            },
            cancellationToken
        );
        return content.Truncated
            ? throw new RefusedException(Refusal.OverLimit, $"The file {path} is larger than {MaxFile >> 20} MB.")
            : content.Output;
    }

    private sealed record KnownTree(Id<Workspace> Workspace, CommitId Commit, string Tree);

    private static string WholeLines(byte[] cut) =>
        Encoding.UTF8.GetString(cut.AsSpan(0, cut.AsSpan().LastIndexOf((byte)'\n') + 1));
}
