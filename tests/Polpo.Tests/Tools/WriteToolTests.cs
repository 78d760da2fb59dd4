using Polpo.Core.Tools.Files;

namespace Polpo.Tests.Tools;

public sealed class WriteToolTests : IDisposable
{
    private readonly ToolBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task Missing_folders_are_made_and_an_existing_file_keeps_its_permissions()
    {
        (await _bench.TextAsync("write", new { path = "a/b/c.sh", content = "one" })).ShouldBe(
            "Made \"a/b/c.sh\" (3 bytes)."
        );
        File.SetUnixFileMode(_bench.At("a/b/c.sh"), (UnixFileMode)0b111_101_101);
        (await _bench.TextAsync("write", new { path = "a/b/c.sh", content = "more" })).ShouldBe(
            "Replaced \"a/b/c.sh\" (4 bytes)."
        );
        File.GetUnixFileMode(_bench.At("a/b/c.sh")).ShouldBe((UnixFileMode)0b111_101_101);
        Directory.GetFiles(_bench.At("a/b")).Length.ShouldBe(1);
    }

    [Fact]
    public async Task New_files_and_folders_belong_to_whom_the_worktree_belongs()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "Only root can give files away.");
        _bench.Shell("chown 100123:100123 .");
        await _bench.TextAsync("write", new { path = "new/file.txt", content = "x" });
        using var root = SafeRoot.Open(_bench.Worktree, []);
        root.Find(SafePath.Parse("new"))!.Value.Uid.ShouldBe(100123u);
        root.Find(SafePath.Parse("new/file.txt"))!.Value.Uid.ShouldBe(100123u);
        root.Find(SafePath.Parse("new/file.txt"))!.Value.Gid.ShouldBe(100123u);
    }

    [Fact]
    public async Task A_write_that_fails_leaves_the_old_file_and_nothing_else()
    {
        _bench.File("a.txt", "old");
        using var root = SafeRoot.Open(_bench.Worktree, []);
        using var slot = root.OpenSlot(SafePath.Parse("a.txt"));
        await Should.ThrowAsync<IOException>(() =>
            slot.ReplaceAsync(async stream =>
            {
                await stream.WriteAsync("half"u8.ToArray());
                throw new IOException("The disk is full.");
            })
        );
        File.ReadAllText(_bench.At("a.txt")).ShouldBe("old");
        Directory.GetFiles(_bench.Worktree).Length.ShouldBe(1);
    }

    [Fact]
    public async Task A_leftover_of_the_same_call_does_not_stand_in_the_way()
    {
        await _bench.TextAsync("write", new { path = "a.txt", content = "one" });
        using (var root = SafeRoot.Open(_bench.Worktree, [], "call-1"))
        using (var slot = root.OpenSlot(SafePath.Parse("a.txt")))
            await slot.ReplaceAsync(_ =>
            {
                var name = Directory.GetFiles(_bench.Worktree, ".polpo-*").Single();
                File.Copy(name, name + ".copy");
                return Task.CompletedTask;
            });
        var leftover = Directory.GetFiles(_bench.Worktree, ".polpo-*").Single();
        File.Move(leftover, leftover[..^".copy".Length]);
        await _bench.TextAsync("write", new { path = "a.txt", content = "two" });
        Directory.GetFiles(_bench.Worktree).ShouldBe([_bench.At("a.txt")]);
        File.ReadAllText(_bench.At("a.txt")).ShouldBe("two");
    }

    [Fact]
    public async Task A_folder_is_not_replaced_by_a_file()
    {
        Directory.CreateDirectory(_bench.At("folder"));
        (await _bench.ErrorAsync("write", new { path = "folder", content = "x" })).ShouldContain("is a folder");
        (await _bench.ErrorAsync("write", new { path = ".", content = "x" })).ShouldContain("working directory itself");
        _bench.File("file", "x");
        (await _bench.ErrorAsync("write", new { path = "file/below", content = "x" })).ShouldContain("not a folder");
    }
}
