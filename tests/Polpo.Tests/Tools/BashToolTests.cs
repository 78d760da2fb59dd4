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
        text.ShouldStartWith("[30,006 bytes of output; only its end is shown]\nxxx");
        text.ShouldEndWith("xthe end\n[exit code 0]");
        text.Count(letter => letter == 'x').ShouldBe(29_994);
    }

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
