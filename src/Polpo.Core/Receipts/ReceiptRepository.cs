using Polpo.Core.Git;
using Polpo.Core.Git.Running;
using Polpo.Engine.Kernel;

namespace Polpo.Core.Receipts;

/// <summary>Compares what a receipt says of commits with a repository.</summary>
internal sealed class ReceiptRepository(GitExecutor git, Inspection inspection)
{
    public async Task<IReadOnlyList<ReceiptFinding>> CompareAsync(
        Receipt receipt,
        string path,
        CancellationToken cancellationToken
    )
    {
        string root;
        try
        {
            root = await inspection.RootAsync(path, cancellationToken);
        }
        catch (RefusedException refused)
        {
            return [new("repository", false, refused.Message)];
        }
        var (start, head) = (new CommitId(receipt.Base), new CommitId(receipt.Head));
        var (startObject, headObject) = (
            await CommitObject.ReadAsync(git, root, start, cancellationToken),
            await CommitObject.ReadAsync(git, root, head, cancellationToken)
        );
        return
        [
            Present("base", start, startObject, root),
            Present("head", head, headObject, root),
            Tree(receipt, headObject),
            await DescendsAsync(
                root,
                start,
                head,
                startObject is not null && headObject is not null,
                cancellationToken
            ),
        ];
    }

    /// <summary>Whether the work of the receipt began in this repository.</summary>
    public async Task<bool> IsOfAsync(Receipt receipt, string path, CancellationToken cancellationToken)
    {
        var root = await inspection.RootAsync(path, cancellationToken);
        return await CommitObject.ReadAsync(git, root, new CommitId(receipt.Base), cancellationToken) is not null;
    }

    private static ReceiptFinding Present(string name, CommitId commit, CommitObject? found, string root) =>
        new(
            name,
            found is not null,
            found is not null
                ? commit.Hash
                : $"Commit {commit} is not in {root}, or its content does not fit its name. Fetch it, or name the repository that has it."
        );

    private static ReceiptFinding Tree(Receipt receipt, CommitObject? head)
    {
        var ok = head is not null && head.Tree == receipt.Tree;
        return new(
            "tree",
            ok,
            ok
                ? receipt.Tree
                : $"The head commit's tree is {head?.Tree ?? "not there"}, and the receipt says {receipt.Tree}."
        );
    }

    private async Task<ReceiptFinding> DescendsAsync(
        string root,
        CommitId start,
        CommitId head,
        bool there,
        CancellationToken cancellationToken
    )
    {
        var answer = there
            ? await git.TryAsync(
                new GitCommand("merge-base", "--is-ancestor", start.Hash, head.Hash) { Folder = root, Queue = root },
                cancellationToken
            )
            : null;
        var complete =
            answer is { Ok: true }
            && (
                await git.TryAsync(
                    new GitCommand("rev-list", "--quiet", "--objects", head.Hash, $"^{start.Hash}")
                    {
                        Folder = root,
                        Queue = root,
                    },
                    cancellationToken
                )
            ).Ok;
        return new(
            "history",
            complete,
            complete
                ? "The head was made upon the base, and all of it is there."
                : "The head was not made upon the base, or some of its content is missing."
        );
    }
}
