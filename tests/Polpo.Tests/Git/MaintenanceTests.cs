using Microsoft.Extensions.Logging.Abstractions;
using Polpo.Core.Git;
using Polpo.Core.Git.Running;
using Polpo.Core.Git.Worktrees;
using Shouldly;
using Xunit;
using static Polpo.Tests.Git.GitWorld;

namespace Polpo.Tests.Git;

public sealed class MaintenanceTests : IDisposable
{
    private readonly GitWorld _world = new();

    public void Dispose() => _world.Dispose();

    [Fact]
    public async Task Packing_keeps_every_commit_that_a_session_made_and_its_worktree_works_on()
    {
        var worktree = await _world.CheckOutAsync();
        var commits = new List<CommitId>();
        for (var round = 0; round < 3; round++)
        {
            WriteAt(worktree.Path, "a.txt", $"{round}");
            commits.Add(await _world.Git.CheckpointAsync(worktree, worktree.Base, Info, Token));
        }
        await Maintenance().RunAsync(Token);
        Run(_world.MirrorPath, "count-objects").ShouldStartWith("0 objects");
        foreach (var commit in commits)
            _world.Files(commit).ShouldContain("a.txt");
        Run(worktree.Path, "fsck", "--no-dangling").ShouldBeEmpty();
        (await _world.Git.IsCleanAsync(worktree, commits[^1], Token)).ShouldBeTrue();
    }

    [Fact]
    public async Task What_a_killed_git_left_is_deleted_when_it_is_a_day_old()
    {
        await _world.CheckOutAsync();
        foreach (var name in (string[])["fast_import_crash_1", "objects/pack/tmp_pack_1", "fast_import_crash_2"])
            WriteAt(_world.MirrorPath, name, "half");
        foreach (var name in (string[])["fast_import_crash_1", "objects/pack/tmp_pack_1"])
            File.SetLastWriteTimeUtc(Path.Combine(_world.MirrorPath, name), DateTime.UnixEpoch);
        await Maintenance().RunAsync(Token);
        Directory
            .EnumerateFiles(_world.MirrorPath, "fast_import_crash_*")
            .Select(Path.GetFileName)
            .ShouldBe(["fast_import_crash_2"]);
        File.Exists(Path.Combine(_world.MirrorPath, "objects/pack/tmp_pack_1")).ShouldBeFalse();
    }

    [Fact]
    public async Task A_mirror_that_is_damaged_does_not_stop_the_others()
    {
        await _world.CheckOutAsync();
        Directory.CreateDirectory(_world.Home.At("repositories", "ws_0.git"));
        await Maintenance().RunAsync(Token);
        Run(_world.MirrorPath, "count-objects").ShouldStartWith("0 objects");
    }

    private GitMaintenance Maintenance() =>
        new(
            _world.Part<GitFolders>(),
            _world.Part<Trash>(),
            _world.Part<GitExecutor>(),
            TimeProvider.System,
            NullLogger<GitMaintenance>.Instance
        );
}
