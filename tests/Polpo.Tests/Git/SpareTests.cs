using Microsoft.Extensions.Logging.Abstractions;
using Polpo.Core.Git;
using Polpo.Core.Git.Worktrees;
using Polpo.Core.Git.Worktrees.Spares;
using Polpo.Core.Workspaces;
using Polpo.Engine.Kernel;
using Shouldly;
using Xunit;
using static Polpo.Tests.Git.GitWorld;

namespace Polpo.Tests.Git;

public sealed class SpareTests : IDisposable
{
    private readonly GitWorld _world = new();

    public void Dispose() => _world.Dispose();

    private string Spares => _world.Home.Folder("spares");

    private SpareShelf Shelf => _world.Part<SpareShelf>();

    [Fact]
    public async Task A_session_gets_the_spare_and_it_is_the_commit_to_the_byte()
    {
        await KeepAsync();
        var spare = Shelf.Ready[0];
        var mark = Inode(Spare.TreeIn(spare.Folder));

        var worktree = await _world.CheckOutAsync();

        Inode(worktree.Path).ShouldBe(mark);
        Directory.Exists(spare.Folder).ShouldBeFalse();
        await IsAsync(worktree, _world.Head());
    }

    [Fact]
    public async Task A_spare_of_an_earlier_commit_is_brought_to_the_one_that_is_wanted()
    {
        _world.Write("gone/deep.txt", "gone");
        _world.Write("run.sh", "#!/bin/sh\n");
        _world.Commit("Before");
        var spare = await KeepAsync();
        Directory.Delete(Path.Combine(_world.Clone, "gone"), recursive: true);
        _world.Write("readme.txt", "changed\n");
        _world.Write("gone", "a file now\n");
        File.SetUnixFileMode(Path.Combine(_world.Clone, "run.sh"), (UnixFileMode)0b111_101_101);
        File.CreateSymbolicLink(Path.Combine(_world.Clone, "link"), "readme.txt");
        var after = _world.Commit("After");
        var mark = Inode(Spare.TreeIn(spare.Folder));

        var worktree = await _world.CheckOutAsync();

        Inode(worktree.Path).ShouldBe(mark);
        await IsAsync(worktree, after);
    }

    [Fact]
    public async Task New_work_of_the_person_renews_the_spares_before_anybody_waits()
    {
        await KeepAsync();
        _world.Write("second.txt", "2");
        var second = _world.Commit("Second");

        var spare = await KeepAsync();

        spare.Commit.ShouldBe(second);
        Shelf.Ready.Count.ShouldBe(2);
        File.ReadAllText(Path.Combine(Spare.TreeIn(spare.Folder), "second.txt")).ShouldBe("2");
    }

    [Fact]
    public async Task No_worktree_that_a_session_had_becomes_a_spare()
    {
        await KeepAsync();
        var first = await _world.CheckOutAsync();
        var mark = Inode(first.Path);
        WriteAt(first.Path, ".git/config", "[core]\n\tfsmonitor = /tmp/trap\n");
        await _world.Git.RemoveAsync(_world.Workspace, first.Id, Token);

        await KeepAsync();

        Shelf.Ready.Select(spare => Inode(Spare.TreeIn(spare.Folder))).ShouldNotContain(mark);
        var next = await _world.CheckOutAsync("ses_2");
        File.ReadAllText(Path.Combine(next.Path, ".git/config")).ShouldNotContain("fsmonitor");
    }

    [Fact]
    public async Task Two_sessions_at_once_never_get_the_same_one()
    {
        await KeepAsync();
        var worktrees = await Task.WhenAll(Enumerable.Range(0, 4).Select(n => _world.CheckOutAsync($"ses_{n}")));
        worktrees.Select(worktree => Inode(worktree.Path)).ShouldBeUnique();
        foreach (var worktree in worktrees)
            await IsAsync(worktree, _world.Head());
    }

    [Fact]
    public async Task Another_workspaces_spare_is_not_taken()
    {
        await KeepAsync();
        var other = Id<Workspace>.New(TimeProvider.System);
        await _world.Git.MirrorAsync(other, _world.Clone, _world.Head(), Token);
        await _world.Git.CheckOutAsync(other, "ses_other", _world.Head(), Token);
        Shelf.Ready.Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_spare_that_somebody_changed_is_thrown_away()
    {
        var spare = await KeepAsync();
        foreach (var ready in Shelf.Ready)
            WriteAt(Spare.TreeIn(ready.Folder), "readme.txt", "meddled with\n");
        _world.Write("readme.txt", "changed\n");
        var after = _world.Commit("After");

        var worktree = await _world.CheckOutAsync();

        await IsAsync(worktree, after);
        Directory.Exists(spare.Folder).ShouldBeFalse();
    }

    [Fact]
    public async Task After_a_restart_whole_spares_are_found_and_the_rest_is_deleted()
    {
        await KeepAsync();
        var half = Path.Combine(Spares, "half");
        WriteAt(half, "making/readme.txt", "half");
        var lost = new Spare(Path.Combine(Spares, "lost"), Id<Workspace>.New(TimeProvider.System), _world.Head(), 1);
        Directory.CreateDirectory(lost.Folder);
        lost.Write();
        var again = new SpareShelf();

        await Keeper(new SpareOptions(), again).LoadAsync(Token);

        again
            .Ready.Select(spare => spare.Folder)
            .ShouldBe(Shelf.Ready.Select(spare => spare.Folder), ignoreOrder: true);
        Directory.GetDirectories(Spares).Length.ShouldBe(2);
    }

    [Theory]
    [InlineData("number", 1)]
    [InlineData("total", 1)]
    [InlineData("size", 1)]
    [InlineData("disk", 0)]
    [InlineData("off", 0)]
    public async Task Number_and_size_are_bounded_and_a_short_disk_has_none(string bound, int left)
    {
        var one = (await KeepAsync()).Bytes;
        var options = bound switch
        {
            "number" => new SpareOptions { PerWorkspace = 1, Total = 1 },
            "total" => new SpareOptions { Total = 1 },
            "size" => new SpareOptions { MaxBytes = one * 3 / 2 },
            "disk" => new SpareOptions { MinFreeBytes = long.MaxValue },
            _ => SpareOptions.Read("0", "0"),
        };

        await Keeper(options).KeepAsync(_world.Workspace, Token);

        Shelf.Ready.Count.ShouldBe(left);
        Directory.GetDirectories(Spares).Length.ShouldBe(left);
        await IsAsync(await _world.CheckOutAsync(), _world.Head());
    }

    [Fact]
    public void A_bound_that_is_no_number_is_refused()
    {
        Should.Throw<RefusedException>(() => SpareOptions.Read("many", null)).Message.ShouldContain("POLPO_SPARES");
        SpareOptions.Read(null, "3").MaxBytes.ShouldBe(3L << 30);
    }

    [Fact]
    public async Task Who_wants_one_that_is_being_made_waits_for_it()
    {
        await _world.Git.MirrorAsync(_world.Workspace, _world.Clone, _world.Head(), Token);
        var making = Shelf.Making(_world.Workspace);
        var taking = Shelf.TakeOrJoinAsync(_world.Workspace, _world.Head(), Token);
        taking.IsCompleted.ShouldBeFalse();
        var spare = new Spare(Spares, _world.Workspace, _world.Head(), 1);
        Shelf.Put(spare);
        making.Dispose();
        (await taking).ShouldBe(spare);
    }

    /// <summary>What the server does beside its sessions once a task is there.</summary>
    private async Task<Spare> KeepAsync()
    {
        await _world.Git.MirrorAsync(_world.Workspace, _world.Clone, _world.Head(), Token);
        await Keeper(new SpareOptions { MinFreeBytes = 0 }).KeepAsync(_world.Workspace, Token);
        return Shelf.Ready[^1];
    }

    private SpareKeeper Keeper(SpareOptions options, SpareShelf? shelf = null) =>
        new(
            _world.Part<GitFolders>(),
            shelf ?? Shelf,
            _world.Part<CheckoutFill>(),
            options,
            NullLogger<SpareKeeper>.Instance
        );

    private async Task IsAsync(Worktree worktree, CommitId commit)
    {
        (await _world.Git.IsCleanAsync(worktree, commit, Token)).ShouldBeTrue();
        Run(worktree.Path, "status", "--porcelain").ShouldBeEmpty();
        Run(worktree.Path, "rev-parse", "HEAD").ShouldBe(commit.Hash);
        (await _world.Git.CheckpointAsync(worktree, commit, Info, Token)).ShouldBe(commit);
    }

    private static string Inode(string path) => Shell("/", "stat", "-c", "%d:%i", path);
}
