using Polpo.Core.Git.Running;
using Polpo.Core.Workspaces;
using Polpo.Engine.Kernel;

namespace Polpo.Core.Git.Delivery;

/// <summary>Lines of the mirror on which the results of several sessions come together, one after another. A line only ever goes forward.</summary>
internal sealed class Lines(Mirrors mirrors, Combining combining, GitExecutor git)
{
    private const int Tries = 20;

    public Task<CommitId?> TipAsync(Id<Workspace> workspace, string line, CancellationToken cancellationToken) =>
        mirrors.RefAsync(workspace, Reference(line), cancellationToken);

    /// <summary>Brings a commit into the line. In conflict, the line stays where it is, and the answer is a commit with both texts.</summary>
    public async Task<Combined> JoinAsync(
        Id<Workspace> workspace,
        string line,
        CommitId start,
        CommitId commit,
        CommitInfo info,
        CancellationToken cancellationToken
    )
    {
        // What a line starts from it has: a task that changed nothing needs no git to say so.
        if (commit == start)
            return new Combined(commit, []);
        for (var attempt = 1; ; attempt++)
        {
            var tip = await TipAsync(workspace, line, cancellationToken);
            var joined = await combining.CombineAsync(workspace, tip ?? start, commit, info, cancellationToken);
            if (joined.Conflicts.Count > 0 || joined.Commit == tip)
                return joined;
            // Another result may have come in between: then it is merged with that.
            var moved = await git.TryAsync(
                mirrors.InMirror(
                    workspace,
                    "update-ref",
                    Reference(line),
                    joined.Commit.Checked(),
                    tip?.Hash ?? start.Zero()
                ),
                cancellationToken
            );
            if (moved.Ok)
                return joined;
            if (attempt == Tries)
                throw GitErrors.Refused($"move the line {line}", moved);
        }
    }

    /// <summary>Names come from our own ids: anything else is a bug of the caller.</summary>
    private static string Reference(string line) =>
        line.Length is > 0 and < 200 && line.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '/')
            ? $"refs/polpo/{line}"
            : throw new ArgumentException($"\"{line}\" is no name of a line.", nameof(line));
}
