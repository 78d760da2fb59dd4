using Polpo.Core.Git;
using Polpo.Engine.Kernel;
using Shouldly;
using Xunit;
using static Polpo.Tests.Git.GitWorld;

namespace Polpo.Tests.Git;

public sealed class DeliveryTests : IDisposable
{
    private readonly GitWorld _world = new();

    public void Dispose() => _world.Dispose();

    private Task<Delivered> MergeAsync(CommitId commit, string? branch = null) =>
        _world.Git.MergeAsync(_world.Workspace, _world.Clone, branch, commit, Info, Token);

    private Task PublishAsync(string branch, CommitId commit) =>
        _world.Git.PublishAsync(GitWorld.Owner, _world.Workspace, _world.Clone, branch, commit, Token);

    private async Task<string> RefusedAsync(Func<Task> act, Refusal refusal = Refusal.Conflict)
    {
        var before = State();
        var refused = await Should.ThrowAsync<RefusedException>(act);
        refused.Refusal.ShouldBe(refusal);
        State().ShouldBe(before, "a refusal must leave the clone as it was");
        return refused.Message;
    }

    private string State() =>
        string.Join(
            '\n',
            Run(_world.Clone, "for-each-ref"),
            Run(_world.Clone, "status", "--porcelain", "--ignored"),
            Run(_world.Clone, "diff"),
            Run(_world.Clone, "ls-files", "-s")
        );

    private string Clone(string path) => File.ReadAllText(Path.Combine(_world.Clone, path));

    [Fact]
    public async Task A_branch_that_is_checked_out_and_clean_goes_forward_with_its_files()
    {
        var commit = await _world.SessionCommitAsync(("readme.txt", "fixed\n"), ("new/a.txt", "a"));
        (await MergeAsync(commit)).ShouldBe(new Delivered("main", commit, true));
        _world.Head().ShouldBe(commit);
        Clone("readme.txt").ShouldBe("fixed\n");
        Clone("new/a.txt").ShouldBe("a");
        Run(_world.Clone, "status", "--porcelain").ShouldBeEmpty();
        Run(_world.Clone, "fsck", "--strict").ShouldBeEmpty();
    }

    [Fact]
    public async Task A_branch_that_is_not_checked_out_moves_without_touching_files()
    {
        Run(_world.Clone, "branch", "release");
        var commit = await _world.SessionCommitAsync(("readme.txt", "fixed\n"));
        (await MergeAsync(commit, "release")).ShouldBe(new Delivered("release", commit, true));
        _world.Head("release").ShouldBe(commit);
        Clone("readme.txt").ShouldBe("hello\n");
    }

    [Theory]
    [InlineData("main")]
    [InlineData("side")]
    [InlineData("release")]
    public async Task A_branch_that_is_another_name_of_one_is_not_delivered_to(string target)
    {
        Run(_world.Clone, "worktree", "add", "-q", "-b", "side", _world.At("side"));
        Run(_world.Clone, "branch", "release");
        Run(_world.Clone, "symbolic-ref", "refs/heads/polpo/fix", $"refs/heads/{target}");
        var commit = await _world.SessionCommitAsync(("readme.txt", "fixed\n"));

        (await RefusedAsync(() => PublishAsync("polpo/fix", commit))).ShouldContain(
            $"another name of refs/heads/{target}"
        );
        (await RefusedAsync(() => MergeAsync(commit, "polpo/fix"))).ShouldContain(
            $"another name of refs/heads/{target}"
        );

        // Git reads a link among its files like that, too.
        Run(_world.Clone, "symbolic-ref", "--delete", "refs/heads/polpo/fix");
        Directory.CreateDirectory(Path.Combine(_world.Clone, ".git/refs/heads/polpo"));
        File.CreateSymbolicLink(Path.Combine(_world.Clone, ".git/refs/heads/polpo/fix"), $"refs/heads/{target}");
        (await RefusedAsync(() => PublishAsync("polpo/fix", commit))).ShouldContain(
            $"another name of refs/heads/{target}"
        );
    }

    [Fact]
    public async Task A_branch_that_is_checked_out_in_another_working_tree_goes_forward_there()
    {
        Run(_world.Clone, "worktree", "add", "-q", "-b", "side", _world.At("side"));
        var commit = await _world.SessionCommitAsync(("readme.txt", "fixed\n"));
        await MergeAsync(commit, "side");
        (await File.ReadAllTextAsync(Path.Combine(_world.At("side"), "readme.txt"), Token)).ShouldBe("fixed\n");
        Run(_world.At("side"), "status", "--porcelain").ShouldBeEmpty();
    }

    [Fact]
    public async Task Local_changes_elsewhere_stay_and_the_merge_goes_through()
    {
        _world.Write("other.txt", "1");
        _world.Commit("Second");
        var commit = await _world.SessionCommitAsync(("readme.txt", "fixed\n"));
        _world.Write("other.txt", "mine");
        _world.Write("notes.txt", "mine");
        await MergeAsync(commit);
        (Clone("readme.txt"), Clone("other.txt"), Clone("notes.txt")).ShouldBe(("fixed\n", "mine", "mine"));
    }

    [Fact]
    public async Task Local_changes_that_would_be_overwritten_are_refused_by_name()
    {
        var commit = await _world.SessionCommitAsync(("readme.txt", "fixed\n"));
        _world.Write("readme.txt", "mine\n");
        (await RefusedAsync(() => MergeAsync(commit))).ShouldContain("readme.txt");
        Run(_world.Clone, "add", "-A");
        (await RefusedAsync(() => MergeAsync(commit))).ShouldContain("readme.txt");
    }

    [Theory]
    [InlineData("new file ü.txt")]
    [InlineData("ignored.log")]
    public async Task Files_that_git_does_not_track_are_not_overwritten(string name)
    {
        var worktree = await _world.CheckOutAsync();
        WriteAt(worktree.Path, name, "theirs");
        WriteAt(worktree.Path, ".gitignore", "");
        var commit = await _world.Git.CheckpointAsync(worktree, worktree.Base, Info, Token);
        _world.Write(name, "mine");
        (await RefusedAsync(() => MergeAsync(commit))).ShouldContain(name);
        Clone(name).ShouldBe("mine");
    }

    [Fact]
    public async Task A_branch_that_moved_on_gets_a_merge_commit()
    {
        var commit = await _world.SessionCommitAsync(("readme.txt", "fixed\n"));
        _world.Write("other.txt", "by a person");
        var theirs = _world.Commit("Meanwhile");
        var delivered = await MergeAsync(commit);
        delivered.FastForwarded.ShouldBeFalse();
        _world.Head().ShouldBe(delivered.Commit);
        Run(_world.Clone, "log", "-1", "--format=%P|%an|%cn").ShouldBe($"{theirs} {commit}|dev-1|Polpo");
        (Clone("readme.txt"), Clone("other.txt")).ShouldBe(("fixed\n", "by a person"));
        Run(_world.Clone, "status", "--porcelain").ShouldBeEmpty();
    }

    [Fact]
    public async Task A_conflict_is_refused_with_the_files()
    {
        var commit = await _world.SessionCommitAsync(("readme.txt", "fixed\n"));
        _world.Write("readme.txt", "by a person\n");
        _world.Commit("Meanwhile");
        (await RefusedAsync(() => MergeAsync(commit))).ShouldContain("readme.txt");
    }

    [Fact]
    public async Task Merging_again_answers_the_same()
    {
        var commit = await _world.SessionCommitAsync(("readme.txt", "fixed\n"));
        await MergeAsync(commit);
        (await MergeAsync(commit)).Commit.ShouldBe(commit);
    }

    [Fact]
    public async Task A_detached_head_needs_a_branch()
    {
        var commit = await _world.SessionCommitAsync(("readme.txt", "fixed\n"));
        Run(_world.Clone, "checkout", "-q", "--detach");
        (await RefusedAsync(() => MergeAsync(commit))).ShouldContain("git switch");
        (await MergeAsync(commit, "main")).Branch.ShouldBe("main");
        Clone("readme.txt").ShouldBe("hello\n");
    }

    [Fact]
    public async Task A_merge_in_progress_and_a_rebase_in_progress_are_refused()
    {
        var commit = await _world.SessionCommitAsync(("readme.txt", "fixed\n"));
        File.WriteAllText(Path.Combine(_world.Clone, ".git/MERGE_HEAD"), $"{_world.Head()}\n");
        (await RefusedAsync(() => MergeAsync(commit))).ShouldContain("merge");
        File.Delete(Path.Combine(_world.Clone, ".git/MERGE_HEAD"));
        WriteAt(_world.Clone, ".git/rebase-merge/head-name", "refs/heads/main\n");
        (await RefusedAsync(() => MergeAsync(commit, "main"))).ShouldContain("rebase");
    }

    [Fact]
    public async Task A_lock_of_another_git_is_told_and_left_alone()
    {
        var commit = await _world.SessionCommitAsync(("readme.txt", "fixed\n"));
        var locked = Path.Combine(_world.Clone, ".git/index.lock");
        File.WriteAllText(locked, "");
        (await Should.ThrowAsync<RefusedException>(() => MergeAsync(commit))).Message.ShouldContain("index.lock");
        File.Exists(locked).ShouldBeTrue();
        Clone("readme.txt").ShouldBe("hello\n");
    }

    [Fact]
    public async Task Files_under_a_filter_of_the_clone_are_left_to_the_person()
    {
        _world.Write(".gitattributes", "*.bin filter=pack\n");
        _world.Commit("Attributes");
        Run(_world.Clone, "config", "filter.pack.smudge", _world.Trap());
        var plain = await _world.SessionCommitAsync(("a.txt", "a"));
        await MergeAsync(plain);
        var filtered = await _world.SessionCommitAsync(("a.bin", "a"));
        (await RefusedAsync(() => MergeAsync(filtered))).ShouldContain("a.bin");
        _world.NothingRan();
    }

    [Fact]
    public async Task A_new_branch_is_published_and_goes_forward()
    {
        var first = await _world.SessionCommitAsync(("a.txt", "1"));
        await PublishAsync("polpo/fix", first);
        _world.Head("polpo/fix").ShouldBe(first);
        var worktree = await _world.Git.CheckOutAsync(_world.Workspace, "ses_next", first, Token);
        WriteAt(worktree.Path, "a.txt", "2");
        var second = await _world.Git.CheckpointAsync(worktree, first, Info, Token);
        await PublishAsync("polpo/fix", second);
        await PublishAsync("polpo/fix", second);
        _world.Head("polpo/fix").ShouldBe(second);
        Run(_world.Clone, "status", "--porcelain").ShouldBeEmpty();
    }

    [Fact]
    public async Task A_branch_that_is_checked_out_takes_its_files_along()
    {
        var commit = await _world.SessionCommitAsync(("a.txt", "1"));
        Run(_world.Clone, "switch", "-q", "-c", "polpo/fix");
        await PublishAsync("polpo/fix", commit);
        _world.Head("polpo/fix").ShouldBe(commit);
        File.ReadAllText(Path.Combine(_world.Clone, "a.txt")).ShouldBe("1");
        Run(_world.Clone, "status", "--porcelain").ShouldBeEmpty();
    }

    [Fact]
    public async Task A_branch_that_is_being_rebased_is_not_moved()
    {
        var commit = await _world.SessionCommitAsync(("a.txt", "1"));
        Run(_world.Clone, "branch", "polpo/fix");
        var before = _world.Head("polpo/fix");
        WriteAt(_world.Clone, ".git/rebase-apply/head-name", "refs/heads/polpo/fix\n");
        (await RefusedAsync(() => PublishAsync("polpo/fix", commit))).ShouldContain("rebase");
        _world.Head("polpo/fix").ShouldBe(before);
    }

    [Fact]
    public async Task A_branch_with_commits_of_its_own_is_not_overwritten()
    {
        var commit = await _world.SessionCommitAsync(("a.txt", "1"));
        Run(_world.Clone, "switch", "-q", "-c", "polpo/fix");
        _world.Write("mine.txt", "mine");
        _world.Commit("Mine");
        (await RefusedAsync(() => PublishAsync("polpo/fix", commit))).ShouldContain("commits of its own");
    }

    [Theory]
    [InlineData("main/x")]
    [InlineData("polpo")]
    public async Task A_name_that_clashes_with_another_branch_is_refused(string name)
    {
        Run(_world.Clone, "branch", "polpo/other");
        var commit = await _world.SessionCommitAsync(("a.txt", "1"));
        (await RefusedAsync(() => PublishAsync(name, commit))).ShouldContain("Rename");
    }

    [Theory]
    [InlineData("")]
    [InlineData("-d")]
    [InlineData("HEAD")]
    [InlineData("a..b")]
    [InlineData("a b")]
    [InlineData("../../x")]
    [InlineData("x.lock")]
    public async Task A_bad_branch_name_is_refused(string name)
    {
        var commit = await _world.SessionCommitAsync(("a.txt", "1"));
        await RefusedAsync(() => PublishAsync(name, commit), Refusal.Invalid);
    }

    [Theory]
    [InlineData("main")]
    [InlineData("--upload-pack=x")]
    [InlineData("0123456789012345678901234567890123456789 ")]
    public async Task Only_a_whole_hash_is_a_commit(string text)
    {
        await RefusedAsync(() => MergeAsync(new CommitId(text)), Refusal.Invalid);
        await RefusedAsync(
            () => _world.Git.DiffAsync(_world.Workspace, new CommitId(text), _world.Head(), 10, Token),
            Refusal.Invalid
        );
    }
}
