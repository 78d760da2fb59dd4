using System.Text;
using Polpo.Core.Git.Snapshots;
using Shouldly;
using Xunit;
using static Polpo.Tests.Git.GitWorld;

namespace Polpo.Tests.Git;

/// <summary>What was a file or a folder when it was listed may be a link when it is opened.</summary>
public sealed class SafeFolderTests : IDisposable
{
    private readonly GitWorld _world = new();
    private readonly string _root;

    public SafeFolderTests()
    {
        _root = _world.At("tree");
        WriteAt(_root, "dir/deep/file", "inside");
        WriteAt(_world.At("private"), "file", "secret");
        File.CreateSymbolicLink(Path.Combine(_root, "out"), _world.At("private"));
        File.CreateSymbolicLink(Path.Combine(_root, "dir/in"), "deep");
        File.CreateSymbolicLink(Path.Combine(_root, "dir/key"), _world.At("private/file"));
    }

    public void Dispose() => _world.Dispose();

    [Fact]
    public void A_folder_is_opened_only_beneath_the_root_and_through_no_link()
    {
        using var top = SafeFolder.OpenRoot(_root);
        using var dir = top.Open(new RepoPath("dir/deep")).ShouldNotBeNull();
        dir.Names().ShouldBe(["file"]);
        foreach (
            var path in (string[])
                ["out", "dir/in", "dir/deep/file", "dir/gone", "..", "dir/../..", "/etc", "dir/../../private"]
        )
            top.Open(new RepoPath(path)).ShouldBeNull(path);
    }

    [Fact]
    public void A_link_is_not_opened_as_a_file()
    {
        using var top = SafeFolder.OpenRoot(_root);
        using var dir = top.Open(new RepoPath("dir")).ShouldNotBeNull();
        dir.OpenFile("key").ShouldBeNull();
        dir.OpenFile("deep").ShouldBeNull();
        dir.OpenFile("gone").ShouldBeNull();
        Encoding.UTF8.GetString(dir.ReadLink("key").ShouldNotBeNull()).ShouldBe(_world.At("private/file"));
        dir.ReadLink("deep").ShouldBeNull();
    }

    [Fact]
    public void A_root_that_is_a_link_is_refused() =>
        Should.Throw<Polpo.Engine.Kernel.RefusedException>(() => SafeFolder.OpenRoot(Path.Combine(_root, "out")));

    /// <summary>A folder that is swapped for a link all the time: whatever is recorded, the secret never is.</summary>
    [Fact]
    public async Task A_folder_that_keeps_turning_into_a_link_gives_nothing_away()
    {
        var worktree = await _world.CheckOutAsync();
        WriteAt(worktree.Path, "turn/file", "inside");
        var (turn, away) = (Path.Combine(worktree.Path, "turn"), _world.At("away"));
        using var stop = new CancellationTokenSource();
        var attack = Task.Run(
            () =>
            {
                while (!stop.IsCancellationRequested)
                {
                    Directory.Move(turn, away);
                    Directory.CreateSymbolicLink(turn, _world.At("private"));
                    File.Delete(turn);
                    Directory.Move(away, turn);
                }
            },
            Token
        );
        var parent = worktree.Base;
        for (var round = 0; round < 20; round++)
        {
            WriteAt(worktree.Path, "round", $"{round}");
            parent = await RecordedAsync(worktree, parent);
        }
        await stop.CancelAsync();
        await attack;
        Lines(Run(_world.MirrorPath, "log", "--format=", "-p", parent.Hash))
            .ShouldNotContain(line => line.Contains("secret"));
    }

    private async Task<Core.Git.CommitId> RecordedAsync(Core.Git.Worktree worktree, Core.Git.CommitId parent)
    {
        try
        {
            return await _world.Git.CheckpointAsync(worktree, parent, Info, Token);
        }
        catch (Polpo.Engine.Kernel.RefusedException refused)
        {
            refused.Message.ShouldContain("replaced while it was being recorded");
            return parent;
        }
    }
}
