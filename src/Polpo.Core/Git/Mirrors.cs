using Polpo.Core.Git.Running;
using Polpo.Core.Workspaces;
using Polpo.Engine.Kernel;

namespace Polpo.Core.Git;

/// <summary>The bare repository of each workspace: ours, read-only to sandboxes, and the only place where commits of sessions are made.</summary>
internal sealed class Mirrors(GitFolders folders, GitExecutor git)
{
    /// <summary>Content is taken as it is: no line-ending conversion, no filter, whatever the repository's own attributes ask for.</summary>
    private const string Attributes = "* -text -ident !eol !filter !working-tree-encoding\n";

    private static readonly TimeSpan FetchLimit = TimeSpan.FromMinutes(30);

    /// <summary>Where it is, once it is made.</summary>
    public string Of(Id<Workspace> workspace) => folders.Mirror(workspace);

    public bool Exists(Id<Workspace> workspace) => Directory.Exists(folders.Mirror(workspace));

    public async Task<string> EnsureAsync(Id<Workspace> workspace, CommitId like, CancellationToken cancellationToken)
    {
        var mirror = folders.Mirror(workspace);
        if (Directory.Exists(mirror))
            return mirror;
        var staged = $"{mirror}.{Guid.CreateVersion7():N}";
        var format = like.Checked().Length == 64 ? "sha256" : "sha1";
        await git.RunAsync(
            "make the mirror",
            new GitCommand(
                "init",
                "--quiet",
                "--bare",
                "--template=",
                "--shared=0644",
                $"--object-format={format}",
                staged
            )
            {
                Queue = workspace,
            },
            cancellationToken
        );
        Directory.CreateDirectory(Path.Combine(staged, "info"));
        await File.WriteAllTextAsync(Path.Combine(staged, "info", "attributes"), Attributes, cancellationToken);
        try
        {
            Directory.Move(staged, mirror);
        }
        catch (IOException) when (Directory.Exists(mirror))
        {
            // Made by another command at the same time.
            Directory.Delete(staged, recursive: true);
        }
        return mirror;
    }

    /// <summary>Brings a commit and all that it needs from a person's clone, and keeps it.</summary>
    public async Task<string> BringAsync(
        Id<Workspace> workspace,
        string repositoryPath,
        CommitId commit,
        CancellationToken cancellationToken
    )
    {
        var mirror = await EnsureAsync(workspace, commit, cancellationToken);
        var kept = $"refs/polpo/bases/{commit.Checked()}";
        if (await RefAsync(workspace, kept, cancellationToken) is not null)
            return mirror;
        string[] fetch =
        [
            "fetch",
            "--quiet",
            "--no-tags",
            "--no-write-fetch-head",
            "--no-recurse-submodules",
            "--no-auto-maintenance",
            "--update-shallow",
            "--upload-pack=git-upload-pack",
            Path.GetFullPath(repositoryPath),
            $"+{commit}:{kept}",
        ];
        await git.RunAsync(
            $"take commit {commit.Hash[..12]} from {repositoryPath}",
            InMirror(workspace, fetch) with
            {
                TimeLimit = FetchLimit,
            },
            cancellationToken
        );
        return mirror;
    }

    public GitCommand InMirror(Id<Workspace> workspace, params IReadOnlyList<string> arguments) =>
        new(arguments) { GitFolder = folders.Mirror(workspace), Queue = workspace };

    public async Task<CommitId?> RefAsync(Id<Workspace> workspace, string name, CancellationToken cancellationToken)
    {
        var found = await git.TryAsync(
            InMirror(workspace, "rev-parse", "--verify", "--quiet", "--end-of-options", $"{name}^{{commit}}"),
            cancellationToken
        );
        return found.Ok ? new CommitId(found.Line) : null;
    }

    public async Task<bool> IsAncestorAsync(
        Id<Workspace> workspace,
        CommitId ancestor,
        CommitId commit,
        CancellationToken cancellationToken
    )
    {
        var command = InMirror(workspace, "merge-base", "--is-ancestor", ancestor.Checked(), commit.Checked());
        var answer = await git.TryAsync(command, cancellationToken);
        return answer.ExitCode is 0 or 1
            ? answer.Ok
            : throw GitErrors.Refused($"compare {ancestor} with {commit}", answer);
    }

    /// <summary>Keeps a commit from ever being pruned.</summary>
    public Task KeepAsync(
        Id<Workspace> workspace,
        string group,
        CommitId commit,
        CancellationToken cancellationToken
    ) =>
        git.RunAsync(
            "keep a commit",
            InMirror(workspace, "update-ref", $"refs/polpo/{group}/{commit.Checked()}", commit.Hash),
            cancellationToken
        );
}
