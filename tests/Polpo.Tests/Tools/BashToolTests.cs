using Polpo.Core.Sandboxes;

namespace Polpo.Tests.Tools;

public sealed class BashToolTests
{
    [Fact]
    public async Task The_call_id_names_the_run_so_that_a_repeated_call_finds_it()
    {
        var sandbox = new FakeSandbox(new ExecResult(0, "hello\n", 6, "", TimeSpan.Zero, TimedOut: false));
        using var bench = new ToolBench { Sandbox = sandbox };
        (await bench.TextAsync("bash", new { command = "echo hello" })).ShouldBe("hello\n[exit code 0]");
        sandbox.Calls.ShouldBe(["call-1: echo hello, 120 s"]);
    }

    [Fact]
    public async Task Only_the_end_of_long_output_is_shown()
    {
        var output = new string('x', 29_999) + "the end";
        using var bench = new ToolBench
        {
            Sandbox = new FakeSandbox(new ExecResult(0, output, output.Length, "", TimeSpan.Zero, TimedOut: false)),
        };
        var text = await bench.TextAsync("bash", new { command = "x" });
        text.ShouldStartWith(
            "[30,006 bytes of output; only its end is shown; all of it is in \".polpo-output/call-1.txt\": read it"
        );
        text.ShouldEndWith("xthe end\n[exit code 0]");
        text[text.IndexOf('\n', StringComparison.Ordinal)..].Count(letter => letter == 'x').ShouldBe(29_994);
    }

    [Fact]
    public async Task Long_output_is_in_a_file_that_read_shows_and_git_ignores()
    {
        var output = string.Concat(Enumerable.Range(1, 10_000).Select(line => $"line {line}\n"));
        using var bench = new ToolBench { Sandbox = Printing(output, output.Length) };
        var result = await bench.CallAsync("bash", new { command = "x" });

        (
            await bench.TextAsync(
                "read",
                new
                {
                    path = ".polpo-output/call-1.txt",
                    offset = 5000,
                    limit = 1,
                }
            )
        ).ShouldStartWith("  5000\tline 5000\n");
        (
            await File.ReadAllTextAsync(bench.At(".polpo-output/.gitignore"), TestContext.Current.CancellationToken)
        ).ShouldBe("*\n");
        result.Whole!.Text.ShouldBe(output + "[exit code 0]");
        result.Text.ShouldStartWith(result.Whole.Notice);
        result.Whole.Text.ShouldEndWith(result.Text[result.Whole.Notice.Length..]);
    }

    [Fact]
    public async Task Of_output_that_never_ends_only_its_last_part_is_kept_and_so_are_only_the_last_files()
    {
        var output = new string('y', 4 << 20);
        using var bench = new ToolBench { Sandbox = Printing(output, 1L << 40) };
        (await bench.TextAsync("bash", new { command = "yes" })).ShouldStartWith(
            "[1,099,511,627,776 bytes of output; only its end is shown; its last 4 MB are in"
        );
        for (var old = 0; old < 15; old++)
        {
            var path = bench.At($".polpo-output/old-{old}.txt");
            await File.WriteAllTextAsync(path, "", TestContext.Current.CancellationToken);
            File.SetLastWriteTimeUtc(path, DateTime.UnixEpoch.AddDays(old));
        }
        await bench.TextAsync("bash", new { command = "yes" });

        var left = Directory.GetFiles(bench.At(".polpo-output"), "*.txt").Select(Path.GetFileName).ToList();
        left.Count.ShouldBe(10);
        left.ShouldContain("call-1.txt");
        left.ShouldNotContain("old-5.txt");
    }

    /// <summary>The agent's commands can make anything of the place.</summary>
    [Theory]
    [InlineData("link")]
    [InlineData("file")]
    [InlineData("file-link")]
    public async Task A_place_that_leads_elsewhere_is_not_written(string what)
    {
        using var bench = new ToolBench { Sandbox = Printing(new string('z', 60_000), 60_000) };
        var outside = Directory.CreateTempSubdirectory("polpo-outside-").FullName;
        if (what == "link")
            File.CreateSymbolicLink(bench.At(".polpo-output"), outside);
        else if (what == "file")
            await File.WriteAllTextAsync(bench.At(".polpo-output"), "", TestContext.Current.CancellationToken);
        else
        {
            Directory.CreateDirectory(bench.At(".polpo-output"));
            File.CreateSymbolicLink(bench.At(".polpo-output/call-1.txt"), Path.Combine(outside, "target"));
        }

        var text = await bench.TextAsync("bash", new { command = "x" });

        Directory.EnumerateFileSystemEntries(outside).ShouldBeEmpty();
        Directory.Delete(outside);
        text.ShouldStartWith("[60,000 bytes of output; only its end is shown]\nzzz");
    }

    private static FakeSandbox Printing(string output, long bytes) =>
        new(new ExecResult(0, output, bytes, "", TimeSpan.Zero, TimedOut: false));

    [Fact]
    public async Task A_failure_and_a_time_limit_are_errors_with_their_exit_code()
    {
        using var failing = new ToolBench
        {
            Sandbox = new FakeSandbox(new ExecResult(3, "no", 2, "", TimeSpan.Zero, TimedOut: false)),
        };
        (await failing.ErrorAsync("bash", new { command = "x" })).ShouldBe("no\n[exit code 3]");
        using var slow = new ToolBench
        {
            Sandbox = new FakeSandbox(new ExecResult(124, "", 0, "", TimeSpan.Zero, TimedOut: true)),
        };
        (await slow.ErrorAsync("bash", new { command = "x", timeout = 8000 })).ShouldContain("stopped after 8 s");
    }

    private sealed class FakeSandbox(ExecResult result) : ISandbox
    {
        public List<string> Calls { get; } = [];

        public string Id => "sandbox";

        public string Kind => "fake";

        public Task<ExecResult> ExecAsync(
            string execId,
            string command,
            TimeSpan timeLimit,
            int keep,
            Action<string>? onOutput,
            CancellationToken cancellationToken
        )
        {
            Calls.Add($"{execId}: {command}, {timeLimit.TotalSeconds} s");
            return Task.FromResult(result);
        }

        public Task<bool> KnowsAsync(string execId, CancellationToken cancellationToken) =>
            Task.FromResult(Calls.Count > 0);

        public Task CloseAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
