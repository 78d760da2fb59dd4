namespace Polpo.Core.Git.Worktrees;

/// <summary>The <c>.git</c> that a sandbox finds in its worktree: a shared clone, written file by file before the sandbox starts. The host never reads it.</summary>
internal static class SandboxRepository
{
    /// <summary>The branch that an agent sees itself on.</summary>
    private const string Branch = "work";

    public static async Task WriteAsync(
        string worktree,
        string mirror,
        string index,
        CommitId commit,
        CancellationToken cancellationToken
    )
    {
        var folder = Directory.CreateDirectory(Path.Combine(worktree, ".git")).FullName;
        foreach (var name in (string[])["objects/info", "objects/pack", "refs/heads", "refs/tags", "info", "hooks"])
            Directory.CreateDirectory(Path.Combine(folder, name));
        await WriteAsync(folder, "HEAD", $"ref: refs/heads/{Branch}\n", cancellationToken);
        await WriteAsync(folder, "objects/info/alternates", $"{mirror}/objects\n", cancellationToken);
        await WriteAsync(folder, "config", Config(commit), cancellationToken);
        // git's own default, spelled out: a file that is there can be held read-only, so that no other folder's configuration is named.
        await WriteAsync(folder, "commondir", ".\n", cancellationToken);
        await ChangeAsync(worktree, mirror, index, commit, cancellationToken);
    }

    /// <summary>Puts its branch at another commit, with that commit's index. Only before a sandbox has seen it.</summary>
    public static async Task ChangeAsync(
        string worktree,
        string mirror,
        string index,
        CommitId commit,
        CancellationToken cancellationToken
    )
    {
        var folder = Path.Combine(worktree, ".git");
        await WriteAsync(folder, $"refs/heads/{Branch}", $"{commit}\n", cancellationToken);
        File.Copy(index, Path.Combine(folder, "index"), overwrite: true);
        var shallow = Path.Combine(mirror, "shallow");
        if (File.Exists(shallow))
            File.Copy(shallow, Path.Combine(folder, "shallow"), overwrite: true);
    }

    private static Task WriteAsync(string folder, string name, string text, CancellationToken cancellationToken) =>
        File.WriteAllTextAsync(Path.Combine(folder, name), text, cancellationToken);

    /// <summary>
    /// <c>checkStat</c>: the files change their owner once, which is not a change of content. <c>ignoreSubmodules</c>: a look around
    /// goes into no repository that a command has made in there, whose configuration names programs.
    /// </summary>
    private static string Config(CommitId commit)
    {
        var format = commit.Hash.Length == 64 ? "[extensions]\n\tobjectFormat = sha256\n" : "";
        return $"""
            [core]
            	repositoryformatversion = {(format.Length > 0 ? 1 : 0)}
            	filemode = true
            	bare = false
            	logallrefupdates = true
            	checkStat = minimal
            [user]
            	name = Polpo agent
            	email = agent@polpo.invalid
            [gc]
            	auto = 0
            [diff]
            	ignoreSubmodules = all
            {format}
            """;
    }
}
