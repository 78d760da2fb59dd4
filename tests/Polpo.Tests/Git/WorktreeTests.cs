using Polpo.Core.Git;
using Polpo.Core.Git.Worktrees;
using Polpo.Core.Workspaces;
using Polpo.Engine.Kernel;
using Shouldly;
using Xunit;
using static Polpo.Tests.Git.GitWorld;

namespace Polpo.Tests.Git;

public sealed class WorktreeTests : IDisposable
{
    private readonly GitWorld _world = new();

    public void Dispose() => _world.Dispose();

    private Task RemoveAsync(string id) => _world.Git.RemoveAsync(_world.Workspace, id, Token);

    private string[] InTrash => Directory.GetDirectories(_world.Home.Folder("trash"));

    [Fact]
    public async Task The_same_id_answers_the_same_worktree_with_what_is_in_it()
    {
        var first = await _world.CheckOutAsync();
        WriteAt(first.Path, "a.txt", "a");
        _world.Write("second.txt", "2");
        _world.Commit("Second");
        (await _world.CheckOutAsync()).ShouldBe(first);
        File.Exists(Path.Combine(first.Path, "a.txt")).ShouldBeTrue();
    }

    [Fact]
    public async Task A_checkout_that_was_cut_off_is_made_again()
    {
        await _world.Git.MirrorAsync(_world.Workspace, _world.Clone, _world.Head(), Token);
        WriteAt(_world.Home.At("gitdirs", "ses_1"), "making/half.txt", "half");
        var worktree = await _world.CheckOutAsync();
        Directory
            .GetFileSystemEntries(worktree.Path)
            .Select(Path.GetFileName)
            .ShouldBe([".git", ".gitignore", "readme.txt"], ignoreOrder: true);
    }

    [Fact]
    public async Task A_checkout_that_fails_leaves_nothing_and_can_be_tried_again()
    {
        _world.Write("blob.txt", "content of its own");
        var commit = _world.Commit("Second");
        await _world.Git.MirrorAsync(_world.Workspace, _world.Clone, commit, Token);
        var blob = Run(_world.Clone, "rev-parse", "HEAD:blob.txt");
        var loose = Path.Combine(_world.MirrorPath, "objects", blob[..2], blob[2..]);
        File.Move(loose, _world.At("taken"));
        await Should.ThrowAsync<RefusedException>(() =>
            _world.Git.CheckOutAsync(_world.Workspace, "ses_1", commit, Token)
        );
        Directory.Exists(_world.Home.At("gitdirs", "ses_1")).ShouldBeFalse();
        Directory.Exists(_world.Home.At("worktrees", "ses_1")).ShouldBeFalse();
        File.Move(_world.At("taken"), loose);
        File.Exists(Path.Combine((await _world.CheckOutAsync()).Path, "blob.txt")).ShouldBeTrue();
    }

    [Fact]
    public async Task A_folder_that_we_did_not_make_is_neither_used_nor_removed()
    {
        await _world.Git.MirrorAsync(_world.Workspace, _world.Clone, _world.Head(), Token);
        WriteAt(_world.Home.At("worktrees", "ses_1"), "mine.txt", "mine");
        await Should.ThrowAsync<RefusedException>(() =>
            _world.Git.CheckOutAsync(_world.Workspace, "ses_1", _world.Head(), Token)
        );
        await Should.ThrowAsync<RefusedException>(() => RemoveAsync("ses_1"));
        File.Exists(_world.Home.At("worktrees", "ses_1", "mine.txt")).ShouldBeTrue();
    }

    [Fact]
    public async Task Another_workspaces_worktree_is_neither_opened_nor_removed()
    {
        var worktree = await _world.CheckOutAsync();
        var other = Id<Workspace>.New(TimeProvider.System);
        await _world.Git.MirrorAsync(other, _world.Clone, _world.Head(), Token);
        await Should.ThrowAsync<RefusedException>(() =>
            _world.Git.CheckOutAsync(other, worktree.Id, _world.Head(), Token)
        );
        await Should.ThrowAsync<RefusedException>(() => _world.Git.RemoveAsync(other, worktree.Id, Token));
        Directory.Exists(worktree.Path).ShouldBeTrue();
    }

    [Theory]
    [InlineData("..")]
    [InlineData("../x")]
    [InlineData("/etc")]
    [InlineData("")]
    [InlineData("a\n")]
    public async Task An_id_cannot_lead_elsewhere(string id) =>
        (await Should.ThrowAsync<RefusedException>(() => RemoveAsync(id))).Refusal.ShouldBe(Refusal.Invalid);

    [Fact]
    public async Task A_removed_worktree_waits_in_the_trash_and_its_commits_stay()
    {
        var worktree = await _world.CheckOutAsync();
        WriteAt(worktree.Path, "a.txt", "a");
        var commit = await _world.Git.CheckpointAsync(worktree, worktree.Base, Info, Token);
        await RemoveAsync(worktree.Id);
        await RemoveAsync(worktree.Id);
        Directory.Exists(worktree.Path).ShouldBeFalse();
        File.Exists(Path.Combine(InTrash.ShouldHaveSingleItem(), "worktree/a.txt")).ShouldBeTrue();
        (await _world.Git.ReadFileAsync(_world.Workspace, commit, "a.txt", Token)).ShouldBe("a"u8.ToArray());
    }

    [Fact]
    public async Task The_trash_is_emptied_after_seven_days_and_not_before()
    {
        var worktree = await _world.CheckOutAsync();
        Shell(worktree.Path, "bash", "-c", "echo a > $'caf\\xe9'; mkdir locked; echo b > locked/b; chmod 000 locked");
        File.CreateSymbolicLink(Path.Combine(worktree.Path, "way-out"), _world.Clone);
        await RemoveAsync(worktree.Id);
        await TrashAt(TimeSpan.FromDays(7)).EmptyAsync(Token);
        InTrash.Length.ShouldBe(1);
        WriteAt(_world.Home.Folder("trash"), "keep/mine.txt", "not ours");
        await TrashAt(TimeSpan.FromDays(8)).EmptyAsync(Token);
        InTrash.Select(Path.GetFileName).ShouldBe(["keep"]);
        File.Exists(Path.Combine(_world.Clone, "readme.txt")).ShouldBeTrue();
    }

    [Fact]
    public async Task A_commit_that_is_not_in_the_mirror_is_refused()
    {
        await _world.CheckOutAsync();
        (
            await Should.ThrowAsync<RefusedException>(() =>
                _world.Git.CheckOutAsync(_world.Workspace, "ses_2", new CommitId(new string('1', 40)), Token)
            )
        ).Refusal.ShouldBe(Refusal.NotFound);
    }

    [Fact]
    public async Task Diffs_paths_and_files_are_read_from_the_mirror()
    {
        var commit = await _world.SessionCommitAsync(("readme.txt", "fixed\n"), ("dir/b.txt", "b\n"));
        var diff = await _world.Git.DiffAsync(_world.Workspace, _world.Head(), commit, 1 << 20, Token);
        diff.ShouldContain("-hello\n+fixed\n");
        (await _world.Git.DiffAsync(_world.Workspace, _world.Head(), commit, 60, Token)).ShouldBe(
            diff[..(diff[..60].LastIndexOf('\n') + 1)]
        );
        (await _world.Git.ChangedPathsAsync(_world.Workspace, _world.Head(), commit, Token)).ShouldBe([
            "dir/b.txt",
            "readme.txt",
        ]);
        (await _world.Git.ReadFileAsync(_world.Workspace, commit, "dir", Token)).ShouldBeNull();
        (await _world.Git.ReadFileAsync(_world.Workspace, commit, "no", Token)).ShouldBeNull();
        (await _world.Git.ReadFileAsync(_world.Workspace, commit, "dir/b.txt", Token)).ShouldBe("b\n"u8.ToArray());
    }

    private Trash TrashAt(TimeSpan later) => new(_world.Part<GitFolders>(), new Later(later));

    private sealed class Later(TimeSpan by) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + by;
    }
}
