using System.Text;
using Polpo.Core.Git.Running;
using Polpo.Core.Git.Snapshots;

namespace Polpo.Core.Git;

/// <summary>A commit as its own bytes say it, after those bytes were hashed again: replaced and grafted objects have no say.</summary>
internal sealed record CommitObject(string Tree, IReadOnlyList<CommitId> Parents)
{
    private const int MaxBytes = 1 << 20;

    /// <summary>Null when the commit is not there or its bytes do not fit its name.</summary>
    public static async Task<CommitObject?> ReadAsync(
        GitExecutor git,
        string repository,
        CommitId commit,
        CancellationToken cancellationToken
    )
    {
        if (!commit.IsWhole())
            return null;
        var command = new GitCommand("cat-file", "commit", commit.Hash)
        {
            Folder = repository,
            Queue = repository,
            MaxOutput = MaxBytes,
        };
        var read = await git.TryAsync(command, cancellationToken);
        if (!read.Ok || read.Truncated || ObjectHash.Like(commit).OfCommit(read.Output) != commit.Hash)
            return null;
        var header = Encoding.UTF8.GetString(read.Output).Split("\n\n", 2)[0].Split('\n');
        return new CommitObject(
            Value(header, "tree ").First(),
            [.. Value(header, "parent ").Select(hash => new CommitId(hash))]
        );
    }

    private static IEnumerable<string> Value(string[] header, string name) =>
        header.Where(line => line.StartsWith(name, StringComparison.Ordinal)).Select(line => line[name.Length..]);
}
