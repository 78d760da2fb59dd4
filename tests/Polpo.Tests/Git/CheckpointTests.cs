using Polpo.Core.Git;
using Shouldly;
using Xunit;
using static Polpo.Tests.Git.GitWorld;

namespace Polpo.Tests.Git;

public sealed class CheckpointTests : IDisposable
{
    private readonly GitWorld _world = new();

    public void Dispose() => _world.Dispose();

    private Task<CommitId> CheckpointAsync(Worktree worktree, CommitId? parent = null) =>
        _world.Git.CheckpointAsync(worktree, parent ?? worktree.Base, Info, Token);

    [Fact]
    public async Task No_change_is_the_parent_itself()
    {
        var worktree = await _world.CheckOutAsync();
        (await CheckpointAsync(worktree)).ShouldBe(worktree.Base);
        (await _world.Git.IsCleanAsync(worktree, worktree.Base, Token)).ShouldBeTrue();
    }

    [Fact]
    public async Task New_changed_and_deleted_files_are_recorded_and_ignored_ones_are_not()
    {
        _world.Write("old.txt", "old");
        _world.Commit("Second");
        var worktree = await _world.CheckOutAsync();
        WriteAt(worktree.Path, "readme.txt", "changed\n");
        WriteAt(worktree.Path, "deep/new.txt", "new\n");
        WriteAt(worktree.Path, "deep/trace.log", "ignored");
        WriteAt(worktree.Path, "out/result", "ignored");
        File.Delete(Path.Combine(worktree.Path, "old.txt"));

        var commit = await CheckpointAsync(worktree);

        _world.Files(commit).ShouldBe([".gitignore", "deep/new.txt", "readme.txt"]);
        _world.Show(commit, "readme.txt").ShouldBe("changed");
        (await _world.Git.IsCleanAsync(worktree, commit, Token)).ShouldBeTrue();
        (await CheckpointAsync(worktree, commit)).ShouldBe(commit);
    }

    [Fact]
    public async Task The_commit_names_agent_and_requester()
    {
        var commit = await _world.SessionCommitAsync(("a.txt", "a"));
        var shown = Run(_world.MirrorPath, "log", "-1", "--format=%an|%cn|%s|%b", commit.Hash);
        shown.ShouldStartWith("dev-1|Polpo|Make it work|Because it did not.");
        shown.ShouldContain("Agent: dev-1");
        shown.ShouldContain("Requested-by: Ada Person");
    }

    [Fact]
    public async Task A_name_cannot_break_out_of_the_commit_header()
    {
        var worktree = await _world.CheckOutAsync();
        WriteAt(worktree.Path, "a.txt", "a");
        var commit = await _world.Git.CheckpointAsync(
            worktree,
            worktree.Base,
            new CommitInfo("x> 0 +0000\nfrom 0\n<y", "r\nD a", "s\n\nD a.txt", "\ndone\n"),
            Token
        );
        _world.Files(commit).ShouldContain("a.txt");
        Run(_world.MirrorPath, "log", "-1", "--format=%an", commit.Hash).ShouldBe("x 0 +0000 from 0 y");
    }

    [Fact]
    public async Task A_file_of_the_same_size_and_time_is_still_seen_as_changed()
    {
        var worktree = await _world.CheckOutAsync();
        var file = Path.Combine(worktree.Path, "readme.txt");
        var time = File.GetLastWriteTimeUtc(file);
        await CheckpointAsync(worktree);
        File.WriteAllText(file, "HELLO\n");
        File.SetLastWriteTimeUtc(file, time);
        (await _world.Git.IsCleanAsync(worktree, worktree.Base, Token)).ShouldBeFalse();
        _world.Show(await CheckpointAsync(worktree), "readme.txt").ShouldBe("HELLO");
    }

    [Fact]
    public async Task The_executable_bit_and_links_are_kept()
    {
        var worktree = await _world.CheckOutAsync();
        WriteAt(worktree.Path, "run.sh", "#!/bin/sh\n");
        File.SetUnixFileMode(Path.Combine(worktree.Path, "run.sh"), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        File.CreateSymbolicLink(Path.Combine(worktree.Path, "link"), "/etc/passwd");
        File.CreateSymbolicLink(Path.Combine(worktree.Path, "loop"), ".");
        File.CreateSymbolicLink(Path.Combine(worktree.Path, "self"), "self");
        var commit = await CheckpointAsync(worktree);
        var tree = Run(_world.MirrorPath, "ls-tree", commit.Hash);
        tree.ShouldContain("100755 blob");
        Lines(tree).Count(line => line.StartsWith("120000", StringComparison.Ordinal)).ShouldBe(3);
        _world.Show(commit, "link").ShouldBe("/etc/passwd");
        (await _world.Git.IsCleanAsync(worktree, commit, Token)).ShouldBeTrue();
    }

    [Fact]
    public async Task Names_that_are_not_utf8_and_names_with_every_special_character_are_kept()
    {
        var worktree = await _world.CheckOutAsync();
        Shell(
            worktree.Path,
            "bash",
            "-c",
            "echo a > $'caf\\xe9'; echo b > $'line\\nbreak'; echo c > 'quote\"back\\slash'; echo d > ' space '; mkdir $'d\\xff'; echo e > $'d\\xff/\\x01'"
        );
        var commit = await CheckpointAsync(worktree);
        _world.Files(commit).Count.ShouldBe(7);
        Run(_world.MirrorPath, "-c", "core.quotePath=true", "ls-tree", "-r", "--name-only", commit.Hash)
            .ShouldContain(@"""caf\351""");
        (await _world.Git.IsCleanAsync(worktree, commit, Token)).ShouldBeTrue();
    }

    [Fact]
    public async Task A_file_turned_into_a_folder_and_back_is_recorded()
    {
        var worktree = await _world.CheckOutAsync();
        var path = Path.Combine(worktree.Path, "readme.txt");
        File.Delete(path);
        WriteAt(worktree.Path, "readme.txt/inner", "x");
        var commit = await CheckpointAsync(worktree);
        _world.Files(commit).ShouldContain("readme.txt/inner");
        Directory.Delete(path, recursive: true);
        File.WriteAllText(path, "back");
        _world.Files(await CheckpointAsync(worktree, commit)).ShouldBe([".gitignore", "readme.txt"]);
    }

    [Fact]
    public async Task A_binary_file_of_100_megabytes_is_recorded()
    {
        var worktree = await _world.CheckOutAsync();
        var bytes = new byte[100 << 20];
        new Random(7).NextBytes(bytes.AsSpan(0, 1 << 20));
        await File.WriteAllBytesAsync(Path.Combine(worktree.Path, "big.bin"), bytes, Token);
        var commit = await CheckpointAsync(worktree);
        Run(_world.MirrorPath, "cat-file", "-s", $"{commit}:big.bin").ShouldBe($"{100 << 20}");
        (await _world.Git.IsCleanAsync(worktree, commit, Token)).ShouldBeTrue();
    }

    [Fact]
    public async Task A_file_that_is_too_large_is_refused_with_its_name()
    {
        var worktree = await _world.CheckOutAsync();
        using (var file = File.Create(Path.Combine(worktree.Path, "sparse.bin")))
            file.SetLength(2L << 30);
        var refused = await Should.ThrowAsync<Polpo.Engine.Kernel.RefusedException>(() => CheckpointAsync(worktree));
        refused.Message.ShouldContain("sparse.bin");
    }

    [Fact]
    public async Task What_is_tracked_stays_even_if_it_is_ignored()
    {
        Directory.CreateDirectory(Path.Combine(_world.Clone, "out"));
        _world.Write("out/kept", "kept");
        Run(_world.Clone, "add", "-f", "out/kept");
        Run(_world.Clone, "commit", "-q", "-m", "Force");
        var worktree = await _world.CheckOutAsync();
        WriteAt(worktree.Path, "out/kept", "changed");
        WriteAt(worktree.Path, "out/other", "ignored");
        _world.Files(await CheckpointAsync(worktree)).ShouldBe([".gitignore", "out/kept", "readme.txt"]);
    }

    [Fact]
    public async Task Going_back_to_an_older_commit_loses_none()
    {
        var worktree = await _world.CheckOutAsync();
        WriteAt(worktree.Path, "a.txt", "1");
        var first = await CheckpointAsync(worktree);
        WriteAt(worktree.Path, "a.txt", "2");
        var second = await CheckpointAsync(worktree);
        second.ShouldNotBe(first);
        Run(_world.MirrorPath, "for-each-ref", "--contains", first.Hash).ShouldNotBeEmpty();
    }

    [Fact]
    public async Task The_bytes_of_a_repository_that_asks_for_conversions_come_and_go_unchanged()
    {
        _world.Write(".gitattributes", "*.bat text eol=crlf\n*.txt ident\n");
        _world.Write("a.bat", "one\ntwo\n");
        _world.Write("id.txt", "$Id$\n");
        _world.Commit("Attributes");
        var worktree = await _world.CheckOutAsync();
        (await File.ReadAllTextAsync(Path.Combine(worktree.Path, "a.bat"), Token)).ShouldBe("one\ntwo\n");
        (await _world.Git.IsCleanAsync(worktree, worktree.Base, Token)).ShouldBeTrue();
    }

    [Fact]
    public async Task The_agents_own_git_works_in_the_worktree()
    {
        var worktree = await _world.CheckOutAsync();
        Run(worktree.Path, "status", "--porcelain").ShouldBeEmpty();
        Run(worktree.Path, "log", "--format=%s").ShouldBe("First");
        WriteAt(worktree.Path, "a.txt", "1");
        Run(worktree.Path, "add", "a.txt");
        Run(worktree.Path, "commit", "-q", "-m", "Mine");
        var commit = await CheckpointAsync(worktree);
        _world.Files(commit).ShouldContain("a.txt");
    }
}
