using Polpo.Core.Git.Running;
using Polpo.Engine.Kernel;

namespace Polpo.Core.Git;

/// <summary>Looks at a person's clone without writing anything there and without running anything of its configuration.</summary>
internal sealed class Inspection(GitExecutor git)
{
    private const int MaxListed = 200;

    public async Task<RepositoryHead> HeadAsync(string path, CancellationToken cancellationToken)
    {
        var root = await RootAsync(path, cancellationToken);
        var head = await git.TryAsync(At(root, "rev-parse", "--verify", "--quiet", "HEAD^{commit}"), cancellationToken);
        if (!head.Ok)
            throw new RefusedException(
                Refusal.Invalid,
                $"The repository {root} has no commit yet. Make one first: git add -A && git commit -m \"First commit\""
            );
        var branch = await git.TryAsync(At(root, "symbolic-ref", "--quiet", "--short", "HEAD"), cancellationToken);
        return new RepositoryHead(
            new CommitId(head.Line),
            branch.Ok ? branch.Line : null,
            await NotIncludedAsync(root, cancellationToken)
        );
    }

    /// <summary>The commit that the clone is on. One process: every task begins with it.</summary>
    public async Task<CommitId> CommitAsync(string path, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(path))
            throw NoFolder(path);
        string[] questions = ["--is-bare-repository", "--is-inside-work-tree", "--show-toplevel"];
        var found = await git.TryAsync(
            At(path, ["rev-parse", .. questions, "--verify", "--quiet", "HEAD^{commit}"]),
            cancellationToken
        );
        var lines = found.Line.Split('\n');
        return found.Ok && lines is ["false", "true", .., var commit]
            ? new CommitId(commit)
            : (await HeadAsync(path, cancellationToken)).Commit; // which says in words what is wrong
    }

    /// <summary>The top folder of the clone that holds the path.</summary>
    public async Task<string> RootAsync(string path, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(path))
            throw NoFolder(path);
        var found = await git.TryAsync(
            At(path, "rev-parse", "--is-bare-repository", "--is-inside-work-tree", "--show-toplevel"),
            cancellationToken
        );
        if (found.Ok && found.Line.StartsWith("false\ntrue\n", StringComparison.Ordinal))
            return found.Line["false\ntrue\n".Length..];
        return await RefuseAsync(path, found, cancellationToken);
    }

    /// <summary>Says in words why the folder is no clone that one can work on.</summary>
    private async Task<string> RefuseAsync(string path, GitResult found, CancellationToken cancellationToken)
    {
        if (!found.Ok && found.Errors.Contains("not a git repository", StringComparison.Ordinal))
            throw new RefusedException(
                Refusal.Invalid,
                $"{path} is not a git repository. Make it one with git init and a first commit, or name another folder."
            );
        var kind = await git.TryAsync(
            At(path, "rev-parse", "--is-bare-repository", "--is-inside-work-tree"),
            cancellationToken
        );
        if (kind.Line.StartsWith("true", StringComparison.Ordinal))
            throw new RefusedException(
                Refusal.Invalid,
                $"{path} is a bare repository. Clone it, and name the clone: git clone {path}"
            );
        if (kind.Ok && !kind.Line.EndsWith("true", StringComparison.Ordinal))
            throw new RefusedException(
                Refusal.Invalid,
                $"{path} is inside of a .git folder. Name the folder that contains it."
            );
        throw GitErrors.Refused($"read the repository {path}", found);
    }

    private static RefusedException NoFolder(string path) =>
        new(Refusal.NotFound, $"There is no folder {path}. Check the path.");

    /// <summary>Everything that a person may believe to be in the run and is not.</summary>
    private async Task<IReadOnlyList<string>> NotIncludedAsync(string root, CancellationToken cancellationToken)
    {
        var filters = await FilterSettings.OffAsync(git, root, cancellationToken);
        var status = await git.RunAsync(
            $"read the state of {root}",
            At(
                root,
                "status",
                "--porcelain=v1",
                "-z",
                "--untracked-files=normal",
                "--ignore-submodules=all",
                "--no-renames"
            ) with
            {
                Settings = filters,
            },
            cancellationToken
        );
        var listed = status.Parts.Where(entry => entry.Length > 3).Select(Describe).ToList();
        List<string> all =
            listed.Count > MaxListed ? [.. listed[..MaxListed], $"… and {listed.Count - MaxListed} more"] : listed;
        all.AddRange(await SubmodulesAsync(root, cancellationToken));
        if (await UsesLfsAsync(root, cancellationToken))
            all.Add("content of files in Git LFS (their pointers are included)");
        return all;
    }

    private async Task<IEnumerable<string>> SubmodulesAsync(string root, CancellationToken cancellationToken)
    {
        if (!File.Exists(Path.Combine(root, ".gitmodules")))
            return [];
        var tree = await git.RunAsync(
            "list the submodules",
            At(root, "ls-tree", "-r", "-z", "--full-tree", "HEAD"),
            cancellationToken
        );
        return tree
            .Parts.Where(line => line.StartsWith("160000", StringComparison.Ordinal))
            .Select(line => $"{line[(line.IndexOf('\t') + 1)..]} (submodule, not fetched)");
    }

    private async Task<bool> UsesLfsAsync(string root, CancellationToken cancellationToken)
    {
        var settings = At(
            root,
            "grep",
            "--quiet",
            "--no-textconv",
            "-F",
            "-e",
            "filter=lfs",
            "HEAD",
            "--",
            ":(glob)**/.gitattributes"
        );
        var found = await git.TryAsync(
            settings with
            {
                Variables = new Dictionary<string, string> { ["GIT_LITERAL_PATHSPECS"] = "0" },
            },
            cancellationToken
        );
        return found.Ok;
    }

    private static string Describe(string entry) =>
        entry[..2] switch
        {
            "??" => $"{entry[3..]} (not tracked)",
            var state when state.Contains('U') || state is "AA" or "DD" => $"{entry[3..]} (in conflict)",
            var state when state.Contains('D') => $"{entry[3..]} (deleted, not committed)",
            var state when state.Contains('A') => $"{entry[3..]} (added, not committed)",
            _ => $"{entry[3..]} (changed, not committed)",
        };

    private static GitCommand At(string path, params IReadOnlyList<string> arguments) =>
        new(arguments) { Folder = path, Queue = path };
}
