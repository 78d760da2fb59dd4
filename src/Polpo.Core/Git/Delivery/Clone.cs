using Polpo.Core.Git.Running;
using Polpo.Engine.Kernel;

namespace Polpo.Core.Git.Delivery;

/// <summary>A person's clone while we deliver to it: its branches and where they are checked out. Its hooks, filters and helpers do not run.</summary>
internal sealed class Clone(string path, GitExecutor git)
{
    public string Path { get; } = path;

    public GitCommand Command(params IReadOnlyList<string> arguments) => new(arguments) { Folder = Path, Queue = Path };

    /// <summary>The branch that is checked out; null when HEAD is detached.</summary>
    public async Task<string?> CurrentBranchAsync(CancellationToken cancellationToken)
    {
        var head = await git.TryAsync(Command("symbolic-ref", "--quiet", "--short", "HEAD"), cancellationToken);
        return head.Ok ? head.Line : null;
    }

    public async Task<CommitId?> TipAsync(string branch, CancellationToken cancellationToken)
    {
        var tip = await git.TryAsync(
            Command("rev-parse", "--verify", "--quiet", "--end-of-options", $"refs/heads/{branch}^{{commit}}"),
            cancellationToken
        );
        return tip.Ok ? new CommitId(tip.Line) : null;
    }

    /// <summary>The folder in which the branch is checked out, of this clone or a linked one; null when it is nowhere.</summary>
    public async Task<string?> CheckedOutAtAsync(string branch, CancellationToken cancellationToken)
    {
        var listed = await git.RunAsync(
            "list the working trees",
            Command("worktree", "list", "--porcelain", "-z"),
            cancellationToken
        );
        string? folder = null;
        foreach (var line in listed.Text.Split('\0'))
        {
            if (line.StartsWith("worktree ", StringComparison.Ordinal))
                folder = line["worktree ".Length..];
            else if (line == $"branch refs/heads/{branch}")
                return folder;
        }
        return null;
    }

    /// <summary>Refuses a name that git would not take for a branch, or that it would take for something else.</summary>
    public async Task CheckBranchNameAsync(string branch, CancellationToken cancellationToken)
    {
        var valid =
            branch.Length is > 0 and <= 200
            && branch[0] != '-'
            && branch != "HEAD"
            && (
                IsPlain(branch)
                || (await git.TryAsync(Command("check-ref-format", $"refs/heads/{branch}"), cancellationToken)).Ok
            );
        if (!valid)
            throw new RefusedException(
                Refusal.Invalid,
                $"\"{branch}\" cannot name a branch. Use letters, digits, -, _ and /, as in polpo/fix-the-tests."
            );
    }

    /// <summary>Lower-case words between single - and /: such as ours are, which git always takes.</summary>
    private static bool IsPlain(string branch) =>
        branch.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter is '-' or '/')
        && branch.Split('/').All(part => part.Length > 0 && part[0] != '-');

    /// <summary>A rebase of this branch would undo or lose what we deliver while it goes on.</summary>
    public async Task RefuseRebaseAsync(string branch, CancellationToken cancellationToken)
    {
        string[] question =
        [
            "rev-parse",
            "--path-format=absolute",
            "--git-path",
            "rebase-merge/head-name",
            "--git-path",
            "rebase-apply/head-name",
        ];
        var found = await git.RunAsync("look for a rebase", Command(question), cancellationToken);
        // A path may hold line breaks: the first ends as we asked for it.
        var cut = found.Line.IndexOf("rebase-merge/head-name\n", StringComparison.Ordinal) + question[3].Length;
        foreach (var file in (string[])[found.Line[..cut], found.Line[(cut + 1)..]])
        {
            if (
                File.Exists(file)
                && (await File.ReadAllTextAsync(file, cancellationToken)).Trim() == $"refs/heads/{branch}"
            )
                throw new RefusedException(
                    Refusal.Conflict,
                    $"A rebase of {branch} is going on in {Path}. Finish it with git rebase --continue, or stop it with git rebase --abort, and try again."
                );
        }
    }

    /// <summary>Takes a commit over from the mirror. It gets no name yet; content that git holds to be dangerous is refused.</summary>
    public async Task TakeAsync(string mirror, CommitId commit, CancellationToken cancellationToken)
    {
        string[] fetch =
        [
            "fetch",
            "--quiet",
            "--no-tags",
            "--no-write-fetch-head",
            "--no-recurse-submodules",
            "--no-auto-maintenance",
            "--no-prune",
            "--upload-pack=git-upload-pack",
            mirror,
            commit.Checked(),
        ];
        var command = Command(fetch) with
        {
            Settings = ["fetch.fsckObjects=true", "transfer.fsckObjects=true"],
            TimeLimit = TimeSpan.FromMinutes(15),
        };
        await git.RunAsync($"bring the commit into {Path}", command, cancellationToken);
    }
}
