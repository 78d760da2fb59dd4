using Polpo.Core.Git.Running;
using Polpo.Engine.Kernel;

namespace Polpo.Core.Git.Delivery;

/// <summary>A person's clone while we deliver to it: its branches and where they are checked out. Its hooks, filters and helpers do not run.</summary>
internal sealed class Clone(string path, GitExecutor git)
{
    public string Path { get; } = path;

    /// <summary>Where git keeps what we look at ourselves; null until somebody asked.</summary>
    private ClonePlaces? Places { get; set; }

    /// <summary>The clone that holds the path. One process: every delivery begins with it.</summary>
    public static async Task<Clone> OpenAsync(
        string path,
        Inspection inspection,
        GitExecutor git,
        CancellationToken cancellationToken
    )
    {
        var found = await git.TryAsync(
            new GitCommand([
                "rev-parse",
                "--is-bare-repository",
                "--is-inside-work-tree",
                .. ClonePlaces.Questions,
                "--show-toplevel",
            ])
            {
                Folder = path,
                Queue = path,
            },
            cancellationToken
        );
        const string Here = "false\ntrue\n";
        return
            found.Ok
            && found.Line.StartsWith(Here, StringComparison.Ordinal)
            && ClonePlaces.Read(found.Line[Here.Length..]) is var (places, root)
            ? new Clone(root, git) { Places = places }
            // Which says in words what is wrong.
            : new Clone(await inspection.RootAsync(path, cancellationToken), git);
    }

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
        foreach (var file in (await PlacesAsync(cancellationToken)).Rebases)
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

    /// <summary>A branch that is another name of a second one: what is delivered to it would move that one, wherever it is checked out.</summary>
    public async Task RefuseSymbolicAsync(string branch, CancellationToken cancellationToken)
    {
        if (!(await PlacesAsync(cancellationToken)).MayBeSymbolic(branch))
            return;
        var target = await git.TryAsync(Command("symbolic-ref", "--quiet", $"refs/heads/{branch}"), cancellationToken);
        if (target.Ok)
            throw new RefusedException(
                Refusal.Conflict,
                $"The branch {branch} in {Path} is only another name of {target.Line}, which would be moved with it. Name that one, or delete the other name: git symbolic-ref --delete refs/heads/{branch}"
            );
    }

    private async Task<ClonePlaces> PlacesAsync(CancellationToken cancellationToken)
    {
        if (Places is not null)
            return Places;
        // A last answer that is known ends them.
        string[] questions = ["rev-parse", .. ClonePlaces.Questions, "--is-inside-work-tree"];
        var answer = await git.RunAsync("look at the clone", Command(questions), cancellationToken);
        return Places =
            ClonePlaces.Read(answer.Line)?.Places
            ?? throw new RefusedException(Refusal.Unavailable, $"git does not say where {Path} keeps its branches.");
    }

    /// <summary>Takes a commit over from the mirror. It gets no name yet; content that git holds to be dangerous is refused.</summary>
    public Task TakeAsync(string mirror, CommitId commit, CancellationToken cancellationToken) =>
        git.RunAsync($"bring the commit into {Path}", Fetch(mirror, commit.Checked()), cancellationToken);

    /// <summary>Takes a commit over and puts a branch there in one step: a new one, or one that only goes forward and is checked out nowhere.</summary>
    /// <returns>False: git did not do it, and nothing was moved.</returns>
    public async Task<bool> TakeAsAsync(
        string branch,
        string mirror,
        CommitId commit,
        CancellationToken cancellationToken
    )
    {
        var fetch = Fetch(mirror, $"{commit.Checked()}:refs/heads/{branch}") with
        {
            Variables = new Dictionary<string, string> { ["GIT_REFLOG_ACTION"] = "polpo: deliver" },
        };
        return (await git.TryAsync(fetch, cancellationToken)).Ok;
    }

    private GitCommand Fetch(string mirror, string what)
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
            what,
        ];
        return Command(fetch) with
        {
            Settings = ["fetch.fsckObjects=true", "transfer.fsckObjects=true"],
            TimeLimit = TimeSpan.FromMinutes(15),
        };
    }
}
