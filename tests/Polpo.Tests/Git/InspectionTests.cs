using Polpo.Core.Git.Running;
using Polpo.Engine.Kernel;
using Shouldly;
using Xunit;
using static Polpo.Tests.Git.GitWorld;

namespace Polpo.Tests.Git;

public sealed class InspectionTests : IDisposable
{
    private readonly GitWorld _world = new();

    public void Dispose() => _world.Dispose();

    /// <summary>Both ways to ask refuse in the same words.</summary>
    private async Task<RefusedException> RefusedAsync(string path)
    {
        var refused = await Should.ThrowAsync<RefusedException>(() => _world.Git.InspectAsync(path, Token));
        var briefly = await Should.ThrowAsync<RefusedException>(() => _world.Git.HeadAsync(path, Token));
        briefly.Message.ShouldBe(refused.Message);
        return refused;
    }

    [Fact]
    public async Task A_clean_clone_tells_its_head_and_branch()
    {
        var head = await _world.Git.InspectAsync(_world.Clone, Token);
        head.Commit.ShouldBe(_world.Head());
        head.Branch.ShouldBe("main");
        head.NotIncluded.ShouldBeEmpty();
        (await _world.Git.HeadAsync(_world.Clone, Token)).ShouldBe(head.Commit);
    }

    [Fact]
    public async Task What_is_not_committed_is_named()
    {
        _world.Write("gone.txt", "x");
        _world.Commit("Second");
        _world.Write("readme.txt", "changed");
        _world.Write("new dir/ü.txt", "new");
        _world.Write("x.log", "ignored");
        File.Delete(Path.Combine(_world.Clone, "gone.txt"));
        var head = await _world.Git.InspectAsync(_world.Clone, Token);
        head.NotIncluded.ShouldBe(
            ["gone.txt (deleted, not committed)", "readme.txt (changed, not committed)", "new dir/ (not tracked)"],
            ignoreOrder: true
        );
    }

    [Fact]
    public async Task A_detached_head_has_no_branch()
    {
        Run(_world.Clone, "checkout", "-q", "--detach");
        (await _world.Git.InspectAsync(_world.Clone, Token)).Branch.ShouldBeNull();
    }

    [Fact]
    public async Task A_folder_that_is_missing_or_no_repository_is_refused()
    {
        (await RefusedAsync(_world.At("nowhere"))).Refusal.ShouldBe(Refusal.NotFound);
        Directory.CreateDirectory(_world.At("plain"));
        (await RefusedAsync(_world.At("plain"))).Message.ShouldContain("is not a git repository");
        File.WriteAllText(_world.At("file"), "");
        (await RefusedAsync(_world.At("file"))).Message.ShouldContain("no folder");
    }

    [Fact]
    public async Task A_bare_an_empty_and_a_broken_repository_are_refused_with_what_to_do()
    {
        Run("/", "init", "-q", "--bare", _world.At("bare"));
        (await RefusedAsync(_world.At("bare"))).Message.ShouldContain("git clone");
        Run("/", "init", "-q", _world.At("empty"));
        (await RefusedAsync(_world.At("empty"))).Message.ShouldContain("no commit yet");
        File.WriteAllText(Path.Combine(_world.Clone, ".git/config"), "[core\n");
        (await RefusedAsync(_world.Clone)).Message.ShouldContain("bad config");
        (await RefusedAsync(Path.Combine(_world.Clone, ".git"))).Message.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task Submodules_are_named_and_not_fetched()
    {
        Run("/", "clone", "-q", _world.Clone, _world.At("other"));
        Run(_world.Clone, "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", _world.At("other"), "lib");
        _world.Commit("Submodule");
        (await _world.Git.InspectAsync(_world.Clone, Token)).NotIncluded.ShouldBe(["lib (submodule, not fetched)"]);
        var worktree = await _world.CheckOutAsync();
        Directory.GetFileSystemEntries(Path.Combine(worktree.Path, "lib")).ShouldBeEmpty();
        WriteAt(worktree.Path, "a.txt", "a");
        var commit = await _world.Git.CheckpointAsync(worktree, worktree.Base, Info, Token);
        Run(_world.MirrorPath, "ls-tree", commit.Hash, "lib").ShouldStartWith("160000");
    }

    [Fact]
    public async Task Git_lfs_is_named()
    {
        _world.Write("assets/.gitattributes", "*.png filter=lfs diff=lfs merge=lfs -text\n");
        _world.Commit("Lfs");
        (await _world.Git.InspectAsync(_world.Clone, Token)).NotIncluded.ShouldContain(line => line.Contains("LFS"));
    }

    [Fact]
    public async Task Hooks_fsmonitor_and_filters_of_the_clone_do_not_run()
    {
        foreach (
            var hook in (string[])
                ["post-checkout", "post-index-change", "reference-transaction", "post-merge", "pre-commit"]
        )
            File.Copy(_world.Trap(), Path.Combine(_world.Clone, ".git/hooks", hook));
        _world.Write(".gitattributes", "*.x filter=f\n");
        _world.Write("a.x", "a");
        _world.Commit("Attributes");
        foreach (
            var key in (string[])
                [
                    "core.fsmonitor",
                    "filter.f.clean",
                    "filter.f.process",
                    "core.alternateRefsCommand",
                    "uploadpack.packObjectsHook",
                    "core.sshCommand",
                    "diff.external",
                ]
        )
            Run(_world.Clone, "config", key, _world.Trap());
        File.Delete(_world.Canary);
        _world.Write("a.x", "b");
        await _world.Git.InspectAsync(_world.Clone, Token);
        var commit = await _world.SessionCommitAsync(("b.txt", "b"));
        await _world.Git.PublishAsync(GitWorld.Owner, _world.Workspace, _world.Clone, "polpo/b", commit, Token);
        await _world.Git.MergeAsync(_world.Workspace, _world.Clone, null, commit, Info, Token);
        _world.NothingRan();
    }

    [Fact]
    public async Task A_clone_of_another_account_and_a_shallow_one_can_be_used()
    {
        _world.Write("second.txt", "2");
        _world.Commit("Second");
        Run("/", "clone", "-q", "--depth=1", $"file://{_world.Clone}", _world.At("shallow"));
        if (Environment.UserName == "root")
            Shell("/", "chown", "-R", "12345:12345", _world.At("shallow"));
        var head = await _world.Git.InspectAsync(_world.At("shallow"), Token);
        await _world.Git.MirrorAsync(_world.Workspace, _world.At("shallow"), head.Commit, Token);
        var worktree = await _world.Git.CheckOutAsync(_world.Workspace, "ses_1", head.Commit, Token);
        Run(worktree.Path, "log", "--format=%s").ShouldBe("Second");
        WriteAt(worktree.Path, "third.txt", "3");
        var commit = await _world.Git.CheckpointAsync(worktree, worktree.Base, Info, Token);
        await _world.Git.MergeAsync(_world.Workspace, _world.At("shallow"), null, commit, Info, Token);
        File.Exists(Path.Combine(_world.At("shallow"), "third.txt")).ShouldBeTrue();
    }

    [Fact]
    public async Task A_partial_clone_is_refused_and_its_remote_is_not_asked()
    {
        _world.Write("readme.txt", "second");
        _world.Commit("Second");
        Run(_world.Clone, "config", "uploadpack.allowFilter", "true");
        Run("/", "clone", "-q", "--filter=blob:none", $"file://{_world.Clone}", _world.At("partial"));
        Run(_world.At("partial"), "config", "remote.origin.uploadpack", _world.Trap());
        var head = await _world.Git.InspectAsync(_world.At("partial"), Token);
        var refused = await Should.ThrowAsync<RefusedException>(() =>
            _world.Git.MirrorAsync(_world.Workspace, _world.At("partial"), head.Commit, Token)
        );
        refused.Message.ShouldContain("git fetch --refetch");
        var lookup = new GitCommand("cat-file", "-p", $"{Run(_world.Clone, "rev-parse", "HEAD^:readme.txt")}")
        {
            Folder = _world.At("partial"),
        };
        (await _world.Part<GitExecutor>().TryAsync(lookup, Token)).Ok.ShouldBeFalse();
        _world.NothingRan();
    }

    [Fact]
    public async Task A_repository_in_the_sha256_format_can_be_used()
    {
        Run("/", "init", "-q", "--object-format=sha256", _world.At("long"));
        WriteAt(_world.At("long"), "a.txt", "a");
        Run(_world.At("long"), "add", "-A");
        Run(_world.At("long"), "commit", "-q", "-m", "First");
        var head = await _world.Git.InspectAsync(_world.At("long"), Token);
        await _world.Git.MirrorAsync(_world.Workspace, _world.At("long"), head.Commit, Token);
        var worktree = await _world.Git.CheckOutAsync(_world.Workspace, "ses_1", head.Commit, Token);
        Run(worktree.Path, "status", "--porcelain").ShouldBeEmpty();
        WriteAt(worktree.Path, "b.txt", "b");
        var commit = await _world.Git.CheckpointAsync(worktree, worktree.Base, Info, Token);
        (
            await _world.Git.MergeAsync(_world.Workspace, _world.At("long"), null, commit, Info, Token)
        ).FastForwarded.ShouldBeTrue();
    }
}
