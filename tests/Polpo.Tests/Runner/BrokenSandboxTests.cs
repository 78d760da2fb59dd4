extern alias runner;
using System.Runtime.InteropServices;
using System.Text;
using Polpo.Runner;
using Polpo.Runner.Egress;
using Polpo.Runner.Execs;
using Polpo.Runner.Limits;
using Polpo.Runner.Sandboxes;
using ExecRequest = runner::Polpo.Runner.Protocol.ExecRequest;
using ReadRequest = runner::Polpo.Runner.Protocol.ReadRequest;
using SandboxOrder = runner::Polpo.Runner.Protocol.SandboxOrder;

namespace Polpo.Tests.Runner;

/// <summary>A sandbox that fails in a way that nobody foresaw leaves nobody waiting.</summary>
public sealed class BrokenSandboxTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("polpo-broken-").FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_command_that_cannot_be_started_ends_with_the_reason()
    {
        var hold = new BrokenHold();
        var sandbox = Open(hold, TimeProvider.System);

        var read = await sandbox.StartAsync(new ExecRequest("ses_1", "call_1", "true", 60, 1000), Token);
        var said = Encoding.UTF8.GetString(read.Data);
        while (read.End is null)
        {
            read = await sandbox.ReadAsync(new ReadRequest("ses_1", "call_1", said.Length, 1000), Token);
            said += Encoding.UTF8.GetString(read.Data);
        }

        said.ShouldContain("could not be started: unforeseen");
        read.End.ExitCode.ShouldBe(126);
        await sandbox.DisposeAsync();
        hold.Removed.ShouldBeTrue();
    }

    [Fact]
    public async Task What_does_not_end_is_told_after_a_while()
    {
        var slow = new TaskCompletionSource();

        var fault = await Should.ThrowAsync<RunnerFault>(() =>
            slow.Task.WithinAsync(TimeSpan.FromMilliseconds(1), TimeProvider.System, "It does not end.")
        );

        fault.Message.ShouldBe("It does not end.");
    }

    private Sandbox Open(BrokenHold hold, TimeProvider time)
    {
        var order = new SandboxOrder
        {
            Id = "ses_1",
            Workspace = "ws_1",
            Kind = "broken",
            Worktree = _folder,
        };
        var own = Directory.CreateDirectory(Path.Combine(_folder, "own")).FullName;
        return new Sandbox(
            order,
            hold,
            own,
            WayOut.None,
            its => new SandboxWatch(its, hold, own, time.GetUtcNow(), time),
            time
        );
    }

    private sealed class BrokenHold : IHold
    {
        private readonly TaskCompletionSource _ended = new();

        public bool Removed { get; private set; }

        public Task Ended => _ended.Task;

        public SafeHandle? Network => null;

        public IReadOnlyList<string>? NetworkWords => null;

        public LimitMeter Meter { get; } = new([]);

        public IEnumerable<int> Processes => [];

        public Task<Slot> StartSlotAsync() => Task.FromException<Slot>(new NotSupportedException("unforeseen"));

        public void KillTree(Slot slot) { }

        public void Settle(Slot slot) { }

        public void KillRuns() { }

        public Task CloseAsync()
        {
            _ended.TrySetResult();
            return Task.CompletedTask;
        }

        public ValueTask DisposeAsync()
        {
            Removed = true;
            return ValueTask.CompletedTask;
        }
    }
}
