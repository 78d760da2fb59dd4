using System.Diagnostics;
using Microsoft.Win32.SafeHandles;
using Polpo.Core.Tools.Files;
using Polpo.Engine.Kernel;

namespace Polpo.Tests.Tools;

/// <summary>Every way out of the worktree that we know, tried with the tools.</summary>
public sealed class FilePathAttacks : IDisposable
{
    private readonly ToolBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Theory]
    [InlineData("../secret.txt")]
    [InlineData("a/../../secret.txt")]
    [InlineData("/etc/passwd")]
    [InlineData("/workspace/../secret.txt")]
    [InlineData("/workspacex/secret.txt")]
    [InlineData("/proc/self/environ")]
    public async Task A_path_that_leaves_the_worktree_is_refused(string path)
    {
        (await _bench.ErrorAsync("read", new { path })).ShouldContain("outside of the working directory");
        (await _bench.ErrorAsync("write", new { path, content = "x" })).ShouldContain(
            "outside of the working directory"
        );
        (await _bench.ErrorAsync("ls", new { path })).ShouldContain("outside of the working directory");
        File.ReadAllText(Path.Combine(_bench.Home, "secret.txt")).ShouldBe("secret");
    }

    [Theory]
    [InlineData("../secret.txt")]
    [InlineData("/etc/passwd")]
    public async Task A_link_to_a_file_outside_is_neither_read_nor_written(string target)
    {
        _bench.Link("link", target);
        (await _bench.ErrorAsync("read", new { path = "link" })).ShouldContain("leaves the allowed folders");
        (
            await _bench.ErrorAsync(
                "edit",
                new
                {
                    path = "link",
                    old_text = "secret",
                    new_text = "x",
                }
            )
        ).ShouldContain("link");
        (await _bench.ErrorAsync("write", new { path = "link", content = "x" })).ShouldContain("symbolic link");
        (
            await _bench.ErrorAsync(
                "register_outcome",
                new
                {
                    type = "file",
                    label = "l",
                    path = "link",
                }
            )
        ).ShouldContain("leaves the allowed folders");
        File.ReadAllText(Path.Combine(_bench.Home, "secret.txt")).ShouldBe("secret");
    }

    [Fact]
    public async Task A_link_in_the_parents_that_leads_outside_is_refused_and_nothing_is_made_there()
    {
        _bench.Link("out", "..");
        await _bench.ErrorAsync("read", new { path = "out/secret.txt" });
        await _bench.ErrorAsync("write", new { path = "out/new.txt", content = "x" });
        await _bench.ErrorAsync("write", new { path = "out/new/folder/file.txt", content = "x" });
        Directory.GetFileSystemEntries(_bench.Home).Length.ShouldBe(2);
    }

    [Fact]
    public async Task Links_that_stay_inside_work()
    {
        _bench.File("real/a.txt", "text");
        _bench.Link("folder", "real");
        (await _bench.TextAsync("read", new { path = "folder/a.txt" })).ShouldContain("text");
        await _bench.TextAsync("write", new { path = "folder/b.txt", content = "new" });
        File.ReadAllText(_bench.At("real/b.txt")).ShouldBe("new");
    }

    [Fact]
    public async Task A_loop_of_links_is_refused()
    {
        _bench.Link("a", "b");
        _bench.Link("b", "a");
        (await _bench.ErrorAsync("read", new { path = "a" })).ShouldContain("link");
        (await _bench.TextAsync("glob", new { pattern = "**" })).ShouldBe("No file matches.");
    }

    [Fact]
    public async Task A_magic_link_of_proc_is_refused()
    {
        _bench.Link("root", "/proc/self/root");
        var way = $"root{_bench.Home}/secret.txt";
        File.Exists(_bench.At(way)).ShouldBeTrue("it does not even lead there");

        await _bench.ErrorAsync("read", new { path = way });
    }

    [Fact]
    public void A_folder_swapped_for_a_link_after_the_check_is_not_followed()
    {
        _bench.File("folder/a.txt", "inside");
        using var root = SafeRoot.Open(_bench.Worktree, []);
        root.Find(SafePath.Parse("folder/a.txt")).ShouldNotBeNull();
        _bench.Shell("mv folder old && ln -s ../ folder && cp ../secret.txt ../a.txt");
        Should
            .Throw<RefusedException>(() => root.OpenFile(SafePath.Parse("folder/a.txt")))
            .Refusal.ShouldBe(Refusal.Forbidden);
        Should
            .Throw<RefusedException>(() => root.OpenSlot(SafePath.Parse("folder/a.txt")))
            .Refusal.ShouldBe(Refusal.Forbidden);
    }

    [Fact]
    public async Task A_write_goes_to_the_folder_that_was_opened_even_when_a_link_takes_its_place()
    {
        _bench.File("folder/a.txt", "inside");
        using var root = SafeRoot.Open(_bench.Worktree, []);
        using var slot = root.OpenSlot(SafePath.Parse("folder/a.txt"));
        _bench.Shell("mv folder old && ln -s ../ folder");
        await slot.ReplaceAsync(stream => stream.WriteAsync("x"u8.ToArray()).AsTask());
        File.ReadAllText(_bench.At("old/a.txt")).ShouldBe("x");
        File.Exists(Path.Combine(_bench.Home, "a.txt")).ShouldBeFalse();
    }

    [Fact]
    public async Task A_race_of_swaps_never_lets_the_secret_out()
    {
        _bench.File("folder/secret.txt", "harmless");
        _bench.Shell("ln -s ../ away && mkdir -p real && cp folder/secret.txt real/");
        using var swapper = Process.Start(
            new ProcessStartInfo(
                "bash",
                ["-c", "while :; do mv -T folder x; mv -T away folder; mv -T folder away; mv -T x folder; done"]
            )
            {
                WorkingDirectory = _bench.Worktree,
                RedirectStandardError = true,
            }
        )!;
        try
        {
            for (var attempt = 0; attempt < 1_000; attempt++)
                (await _bench.CallAsync("read", new { path = "folder/secret.txt" })).Text.ShouldNotBe(
                    "     1\tsecret\n"
                );
        }
        finally
        {
            swapper.Kill(entireProcessTree: true);
            await swapper.WaitForExitAsync(TestContext.Current.CancellationToken);
        }
    }

    [Theory]
    [InlineData(".git/config")]
    [InlineData(".git/hooks/post-checkout")]
    [InlineData(".GIT/config")]
    [InlineData("nested/.git/config")]
    [InlineData(".git")]
    [InlineData("link/config")]
    [InlineData("link/deeper/config")]
    public async Task Gits_own_folder_is_not_written(string path)
    {
        _bench.File(".git/config", "[core]");
        _bench.Link("link", ".git");
        (await _bench.ErrorAsync("write", new { path, content = "x" })).ShouldContain("git's own folder");
        await _bench.ErrorAsync(
            "edit",
            new
            {
                path,
                old_text = "core",
                new_text = "x",
            }
        );
        File.ReadAllText(_bench.At(".git/config")).ShouldBe("[core]");
        Directory.GetFileSystemEntries(_bench.At(".git")).Length.ShouldBe(1);
    }

    [Fact]
    public async Task A_planted_pipe_does_not_hang_a_tool()
    {
        _bench.Shell("mkfifo pipe");
        (await _bench.ErrorAsync("read", new { path = "pipe" })).ShouldContain("pipe");
        (await _bench.ErrorAsync("write", new { path = "pipe", content = "x" })).ShouldContain("pipe");
        (await _bench.TextAsync("grep", new { pattern = "x" })).ShouldBe("No line matches.");
    }

    [Fact]
    public async Task A_planted_temporary_file_is_not_written_through()
    {
        var name = "";
        using (var root = SafeRoot.Open(_bench.Worktree, [], "call-1"))
        using (var slot = root.OpenSlot(SafePath.Parse("a.txt")))
            await slot.ReplaceAsync(_ =>
            {
                name = Directory.GetFiles(_bench.Worktree, ".polpo-*").Single();
                return Task.CompletedTask;
            });
        // The name is no secret: the attacker puts a link in its place for the next call.
        File.CreateSymbolicLink(name, "../secret.txt");

        await _bench.TextAsync("write", new { path = "a.txt", content = "x" });
        File.ReadAllText(Path.Combine(_bench.Home, "secret.txt")).ShouldBe("secret");
    }
}
