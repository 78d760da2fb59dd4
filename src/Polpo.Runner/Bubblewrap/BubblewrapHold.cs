using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Microsoft.Win32.SafeHandles;
using Polpo.Runner.Execs;
using Polpo.Runner.Limits;
using Polpo.Runner.Linux;
using Polpo.Runner.Protocol;
using Polpo.Runner.Sandboxes;
using Polpo.Runner.Walls.Landlock;
using Polpo.Runner.Walls.Protection;

namespace Polpo.Runner.Bubblewrap;

/// <summary>One bubblewrap sandbox. Its shells join its namespaces from outside, so that none of them is the child of anything that a command could touch.</summary>
internal sealed class BubblewrapHold(
    SandboxOrder order,
    Protection protection,
    Cgroup group,
    uint? user,
    TimeProvider time
) : IHold
{
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<Process> _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Process? _process;
    private SafeFileHandle? _first;
    private int _firstId;
    private Namespaces? _spaces;
    private Gate? _gate;

    public Task Ended => _ended.Task;

    public LimitMeter Meter => group.Meter;

    public IEnumerable<int> Processes => group.Holds ? group.Processes : ProcessTree.WithIn(_firstId);

    public SafeHandle? Network => _spaces?.Network;

    public IReadOnlyList<string>? NetworkWords => _spaces?.NetworkWords;

    /// <param name="words">Answers the command line; called on the sandbox's own thread, which may mount for itself.</param>
    public async Task StartAsync(Func<IEnumerable<string>> words)
    {
        // This thread lives as long as the sandbox: with --die-with-parent the kernel ends bubblewrap when the thread that started it ends.
        new Thread(() => Live(words), 512 << 10) { IsBackground = true, Name = "sandbox" }.Start();
        _process = await _started.Task;
        using var info = JsonDocument.Parse(
            await ReadyAsync(_process)
                .WithinAsync(Bounded.Opening, time, "bubblewrap does not come to open a sandbox here; it was ended.")
        );
        _firstId = info.RootElement.GetProperty("child-pid").GetInt32();
        _first = Native.OpenProcess(_firstId);
        _spaces = new Namespaces(_firstId, user);
        _gate = new Gate(_spaces, user, SandboxRules.Wall(_firstId, order));
    }

    public Task<Slot> StartSlotAsync() => _gate!.StartAsync(group, group.NewRun());

    public void KillTree(Slot slot) => RunEnding.End(slot, _firstId);

    public void Settle(Slot slot) => group.Settle(slot.Cgroup);

    public void KillRuns() => RunEnding.EndAll(group, _firstId);

    public async Task CloseAsync()
    {
        if (_first is not null)
            Native.Signal(_first, Native.SigKill);
        else
            // It has not said which process is its first: it ends all of its own when it ends.
            _process?.Kill();
        group.Kill();
        await _ended.Task.WithinAsync(Bounded.Ending, time, $"A process of the sandbox {order.Id} does not end.");
    }

    public async ValueTask DisposeAsync()
    {
        await group.RemoveAsync(time);
        protection.Clear(order.Worktree);
        group.Dispose();
        _first?.Dispose();
        _gate?.Dispose();
        _spaces?.Dispose();
        _process?.Dispose();
    }

    private void Live(Func<IEnumerable<string>> words)
    {
        try
        {
            var process = Process.Start(Launch.With("/", words()))!;
            _started.SetResult(process);
            process.WaitForExit();
        }
        catch (Exception e)
            when (_started.TrySetException(
                    e as RunnerFault ?? RunnerFault.Unavailable($"The sandbox cannot be opened: {e.Message}.", e)
                )
            ) { }
        _ended.SetResult();
    }

    /// <summary>What it says of itself.</summary>
    private static async Task<string> ReadyAsync(Process process) =>
        await ReadUntilReadyAsync(process.StandardOutput.BaseStream)
        ?? throw RunnerFault.Unavailable(
            $"bubblewrap cannot open a sandbox here: {(await process.StandardError.ReadToEndAsync()).Trim()}"
        );

    private static async Task<string?> ReadUntilReadyAsync(Stream output)
    {
        var said = new StringBuilder();
        var buffer = new byte[1024];
        while (
            !(said.ToString() is var text && text.Contains("ready\n", StringComparison.Ordinal) && text.Contains('}'))
        )
        {
            var count = await output.ReadAsync(buffer);
            if (count == 0)
                return null;
            said.Append(Encoding.ASCII.GetString(buffer, 0, count));
        }
        return said.ToString().Replace("ready", "", StringComparison.Ordinal);
    }
}
