using Polpo.Core.Git;
using Shouldly;
using Xunit;
using static Polpo.Tests.Git.GitWorld;

namespace Polpo.Tests.Git;

/// <summary>What a session may plant in its worktree. Each trap is shown to work on a plain git first, then to do nothing to ours.</summary>
public sealed class HostileWorktreeTests : IDisposable
{
    private readonly GitWorld _world = new();

    public void Dispose() => _world.Dispose();

    private async Task<CommitId> RecordAsync(Worktree worktree)
    {
        var commit = await _world.Git.CheckpointAsync(worktree, worktree.Base, Info, Token);
        await _world.Git.IsCleanAsync(worktree, commit, Token);
        await _world.Git.DiffAsync(_world.Workspace, worktree.Base, commit, 1 << 20, Token);
        await _world.Git.ChangedPathsAsync(_world.Workspace, worktree.Base, commit, Token);
        return commit;
    }

    private void TheTrapWorks(string folder, params string[] arguments)
    {
        Run(folder, arguments);
        File.Exists(_world.Canary).ShouldBeTrue("the trap itself does not work");
        File.Delete(_world.Canary);
    }

    [Fact]
    public async Task Fsmonitor_in_the_sandboxs_configuration_does_not_run()
    {
        var worktree = await _world.CheckOutAsync();
        Run(worktree.Path, "config", "core.fsmonitor", _world.Trap());
        TheTrapWorks(worktree.Path, "status");
        WriteAt(worktree.Path, "a.txt", "a");
        await RecordAsync(worktree);
        _world.NothingRan();
    }

    [Fact]
    public async Task Hooks_in_the_sandboxs_repository_do_not_run()
    {
        var worktree = await _world.CheckOutAsync();
        foreach (
            var hook in (string[])
                [
                    "pre-commit",
                    "post-commit",
                    "post-checkout",
                    "post-index-change",
                    "reference-transaction",
                    "post-merge",
                    "pre-auto-gc",
                ]
        )
            File.Copy(_world.Trap(), Path.Combine(worktree.Path, ".git/hooks", hook));
        WriteAt(worktree.Path, "a.txt", "a");
        TheTrapWorks(worktree.Path, "add", "a.txt");
        var commit = await RecordAsync(worktree);
        await _world.Git.MergeAsync(_world.Workspace, _world.Clone, null, commit, Info, Token);
        _world.NothingRan();
    }

    [Fact]
    public async Task Filters_textconv_and_drivers_do_not_run()
    {
        var worktree = await _world.CheckOutAsync();
        foreach (
            var key in (string[])
                [
                    "filter.x.clean",
                    "filter.x.smudge",
                    "diff.x.textconv",
                    "diff.x.command",
                    "merge.x.driver",
                    "diff.external",
                ]
        )
            Run(worktree.Path, "config", key, _world.Trap());
        WriteAt(worktree.Path, ".gitattributes", "* filter=x diff=x merge=x\n");
        WriteAt(worktree.Path, "a.txt", "a");
        TheTrapWorks(worktree.Path, "add", "a.txt");
        var commit = await RecordAsync(worktree);
        _world.Show(commit, "a.txt").ShouldBe("a");
        await _world.Git.MergeAsync(_world.Workspace, _world.Clone, null, commit, Info, Token);
        _world.NothingRan();
    }

    [Fact]
    public async Task A_nested_repository_is_plain_files_and_its_configuration_is_not_read()
    {
        var worktree = await _world.CheckOutAsync();
        var nested = Path.Combine(worktree.Path, "vendor/evil");
        Run(worktree.Path, "init", "-q", nested);
        WriteAt(nested, "code.txt", "code");
        Run(nested, "add", "-A");
        Run(nested, "commit", "-q", "-m", "Nested");
        Run(worktree.Path, "add", "vendor/evil");
        Run(nested, "config", "core.fsmonitor", _world.Trap());
        WriteAt(nested, "code.txt", "more code");
        TheTrapWorks(nested, "status");
        Run(worktree.Path, "status");
        var commit = await RecordAsync(worktree);
        _world.Files(commit).ShouldBe([".gitignore", "readme.txt", "vendor/evil/code.txt"]);
        _world.NothingRan();
    }

    [Theory]
    [InlineData("file")]
    [InlineData("link")]
    [InlineData("gone")]
    [InlineData("bare")]
    public async Task A_replaced_git_folder_changes_nothing(string how)
    {
        var worktree = await _world.CheckOutAsync();
        var (own, evil) = (Path.Combine(worktree.Path, ".git"), _world.At("evil"));
        Run("/", "init", "-q", evil);
        Run(evil, "config", "core.fsmonitor", _world.Trap());
        Directory.Delete(own, recursive: true);
        if (how == "file")
            File.WriteAllText(own, $"gitdir: {evil}/.git\n");
        else if (how == "link")
            File.CreateSymbolicLink(own, Path.Combine(evil, ".git"));
        else if (how == "bare")
            Shell("/", "cp", "-rT", Path.Combine(evil, ".git"), worktree.Path);
        if (how is "file" or "link")
            TheTrapWorks(worktree.Path, "status");
        WriteAt(worktree.Path, "a.txt", "a");
        _world.Files(await RecordAsync(worktree)).ShouldContain("a.txt");
        _world.NothingRan();
    }

    [Fact]
    public async Task A_link_to_a_folder_outside_is_recorded_as_a_link()
    {
        var worktree = await _world.CheckOutAsync();
        WriteAt(_world.At("private"), "key", "secret");
        File.CreateSymbolicLink(Path.Combine(worktree.Path, "way-out"), _world.At("private"));
        var commit = await RecordAsync(worktree);
        _world.Files(commit).ShouldBe([".gitignore", "readme.txt", "way-out"]);
    }

    [Fact]
    public async Task A_tracked_folder_replaced_by_a_link_gives_nothing_of_its_target()
    {
        _world.Write("private/key", "public");
        _world.Commit("Second");
        var worktree = await _world.CheckOutAsync();
        WriteAt(_world.At("private"), "key", "secret");
        Directory.Delete(Path.Combine(worktree.Path, "private"), recursive: true);
        File.CreateSymbolicLink(Path.Combine(worktree.Path, "private"), _world.At("private"));
        var commit = await RecordAsync(worktree);
        _world.Files(commit).ShouldBe([".gitignore", "private", "readme.txt"]);
        Run(_world.MirrorPath, "ls-tree", commit.Hash, "private").ShouldStartWith("120000");
    }

    [Fact]
    public async Task A_pipe_and_a_socket_neither_block_nor_are_recorded()
    {
        var worktree = await _world.CheckOutAsync();
        Shell(worktree.Path, "mkfifo", "pipe", ".gitignore.fifo");
        File.Delete(Path.Combine(worktree.Path, ".gitignore"));
        Shell(worktree.Path, "mkfifo", ".gitignore");
        _world.Files(await RecordAsync(worktree)).ShouldBe(["readme.txt"]);
    }

    [Fact]
    public async Task An_ignore_file_that_is_a_link_is_not_followed()
    {
        var worktree = await _world.CheckOutAsync();
        File.WriteAllText(_world.At("outside"), "*\n");
        File.Delete(Path.Combine(worktree.Path, ".gitignore"));
        File.CreateSymbolicLink(Path.Combine(worktree.Path, ".gitignore"), _world.At("outside"));
        WriteAt(worktree.Path, "a.txt", "a");
        _world.Files(await RecordAsync(worktree)).ShouldContain("a.txt");
    }

    [Fact]
    public async Task A_very_deep_folder_is_refused_and_not_a_crash()
    {
        var worktree = await _world.CheckOutAsync();
        Shell(
            worktree.Path,
            "bash",
            "-c",
            "for i in $(seq 1 30); do mkdir -p $(printf 'x%.0s' {1..200}) && cd $(printf 'x%.0s' {1..200}) || exit 1; done; echo a > a"
        );
        var refused = await Should.ThrowAsync<Polpo.Engine.Kernel.RefusedException>(() => RecordAsync(worktree));
        refused.Message.ShouldContain("4096");
    }

    [Fact]
    public async Task A_pattern_made_to_be_slow_is_not()
    {
        var worktree = await _world.CheckOutAsync();
        WriteAt(worktree.Path, ".gitignore", string.Concat(Enumerable.Repeat("*a", 60)) + "b\n");
        WriteAt(worktree.Path, new string('a', 200), "a");
        _world.Files(await RecordAsync(worktree)).Count.ShouldBe(3);
    }

    [Fact]
    public async Task A_gitmodules_file_that_attacks_the_clone_is_not_delivered()
    {
        var worktree = await _world.CheckOutAsync();
        WriteAt(worktree.Path, ".gitmodules", "[submodule \"x\"]\n\tpath = x\n\turl = -u./payload\n");
        var commit = await RecordAsync(worktree);
        var refused = await Should.ThrowAsync<Polpo.Engine.Kernel.RefusedException>(() =>
            _world.Git.PublishAsync(GitWorld.Owner, _world.Workspace, _world.Clone, "polpo/x", commit, Token)
        );
        refused.Message.ShouldContain("dangerous");
        Run(_world.Clone, "branch", "--list").ShouldBe("* main");
    }

    [Fact]
    public async Task Objects_that_a_session_puts_into_its_own_repository_do_not_reach_the_mirror()
    {
        var worktree = await _world.CheckOutAsync();
        WriteAt(worktree.Path, "a.txt", "a");
        Run(worktree.Path, "add", "-A");
        Run(worktree.Path, "commit", "-q", "-m", "Mine");
        var own = Run(worktree.Path, "rev-parse", "HEAD");
        await RecordAsync(worktree);
        Should.Throw<Exception>(() => Run(_world.MirrorPath, "cat-file", "-e", own));
    }
}
