using System.Diagnostics;
using Polpo.Runner.Linux;
using Polpo.Runner.Protocol;
using Polpo.Runner.Sandboxes;

namespace Polpo.Runner.Execs;

/// <summary>One run of one command. A thread of its own moves its output into the log until the kernel says that it has ended.</summary>
internal sealed class Exec : IDisposable
{
    public const int TimedOutCode = 124;

    /// <summary>How long output waits for more of it, or for the end: what a short command prints arrives in one answer with how it ended.</summary>
    private const int GatherMilliseconds = 2;

    private const int GatherBytes = 64 << 10;

    /// <summary>A command may stop every process of its sandbox just as another is told to its shell: one that is silent is woken.</summary>
    private static readonly int[] _wakeAfter = [25, 100, 400];

    private readonly TaskCompletionSource<Slot> _slot = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _over = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TimeSpan _limit;
    private readonly Func<LimitHits?> _hits;
    private volatile ExecEnd? _end;
    private volatile bool _abandoned;
    private long _shown; // of the thread that moves the output

    /// <param name="hits">Tells at its end which limits it ran against.</param>
    public Exec(string outputPath, TimeSpan limit, Func<LimitHits?> hits)
    {
        Log = new OutputLog(outputPath);
        _limit = limit;
        _hits = hits;
    }

    public OutputLog Log { get; }

    public ExecEnd? End => _end;

    /// <summary>The shell that runs it, once it has been told.</summary>
    public Task<Slot> Slot => _slot.Task;

    /// <summary>Completes when the command has ended, whatever it left in the background.</summary>
    public Task Ended => _ended.Task;

    /// <summary>Completes when nothing reads its output any more: it has ended, and so has all that it left in the background.</summary>
    public Task Over => _over.Task;

    public void Start(Slot slot, IHold hold)
    {
        _slot.SetResult(slot);
        new Thread(() => Pump(slot, hold), 256 << 10) { IsBackground = true, Name = "exec" }.Start();
    }

    /// <summary>It never came to run; whoever waits for it gets the reason.</summary>
    public void Fail(string reason)
    {
        Log.Append(System.Text.Encoding.UTF8.GetBytes(reason + "\n"));
        _slot.TrySetException(RunnerFault.Unavailable(reason));
        _ = _slot.Task.Exception;
        Finish(126, timedOut: false, TimeSpan.Zero);
        _ended.TrySetResult();
        _over.TrySetResult();
    }

    public async Task<ReadReply> ReadAsync(long offset, int max, CancellationToken cancellationToken)
    {
        while (true)
        {
            var grown = Log.Grown;
            var end = _end;
            var (start, data) = Log.Read(offset, max);
            if (data.Length > 0 || end is not null)
                return new ReadReply(start, data, start + data.Length >= Log.Length ? end : null);
            await grown.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Whatever still prints in the background may do so into a closed pipe.</summary>
    public void Abandon() => _abandoned = true;

    public void Dispose() => Log.Dispose();

    private void Pump(Slot slot, IHold hold)
    {
        try
        {
            Carry(slot, hold);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // A fault of ours must end this run, and not the runner with every other.
            Console.Error.WriteLine(e);
            slot.Kill();
            if (_end is null)
                Fail($"The command's output could not be read any further: {e.Message}");
            _over.TrySetResult();
        }
    }

    private void Carry(Slot slot, IHold hold)
    {
        var began = Stopwatch.GetTimestamp();
        var buffer = new byte[GatherBytes];
        var (timedOut, open) = Follow(slot, hold, began, buffer);
        open = open && Drain(slot, buffer);
        var code = slot.Exit();
        if (timedOut)
            hold.Settle(slot);
        Finish(timedOut ? TimedOutCode : code, timedOut, Stopwatch.GetElapsedTime(began));
        _ended.TrySetResult();
        // What was left in the background may still print: a closed pipe would end it.
        while (open && !_abandoned)
            open = !Poll.Wait(slot.Output, null, 1000).First || slot.Read(buffer) > 0;
        slot.Dispose();
        _over.TrySetResult();
    }

    /// <summary>Moves output until the command has ended, by itself or at its time limit.</summary>
    private (bool TimedOut, bool Open) Follow(Slot slot, IHold hold, long began, byte[] buffer)
    {
        bool timedOut = false,
            open = true;
        var wakes = 0;
        while (true)
        {
            var left = _limit - Stopwatch.GetElapsedTime(began);
            if (left <= TimeSpan.Zero && !timedOut)
            {
                timedOut = true;
                hold.KillTree(slot);
            }
            var gathering = Log.Length > _shown;
            var (output, exit) = Poll.Wait(
                open ? slot.Output : null,
                slot.Handle,
                gathering ? GatherMilliseconds : Patience(timedOut, left, wakes)
            );
            if (output)
                open = Move(slot, buffer);
            if (exit)
                return (timedOut, open);
            if (gathering && (!output || Log.Length - _shown >= GatherBytes))
                Show();
            else if (!output && !gathering && timedOut)
                hold.KillTree(slot);
            else if (!output && !gathering && wakes++ < _wakeAfter.Length)
                slot.Wake();
        }
    }

    private static int Patience(bool timedOut, TimeSpan left, int wakes) =>
        timedOut
            ? 1000
            : (int)
                Math.Clamp(
                    Math.Ceiling(left.TotalMilliseconds),
                    1,
                    wakes < _wakeAfter.Length ? _wakeAfter[wakes] : int.MaxValue
                );

    private void Show()
    {
        _shown = Log.Length;
        Log.Wake();
    }

    private bool Move(Slot slot, byte[] buffer)
    {
        var count = slot.Read(buffer);
        if (count > 0)
            Log.Append(buffer.AsSpan(0, count));
        return count > 0;
    }

    /// <summary>Takes what the command printed before it ended: no more than a pipe holds, for a background process may print for ever.</summary>
    private bool Drain(Slot slot, byte[] buffer)
    {
        for (var taken = 0; taken < 16 && Poll.Wait(slot.Output, null, 0).First; taken++)
            if (!Move(slot, buffer))
                return false;
        return true;
    }

    private void Finish(int exitCode, bool timedOut, TimeSpan took)
    {
        _end = new ExecEnd(exitCode, timedOut, Log.Length, Log.Seal(), took.TotalSeconds) { Hits = _hits() };
        Log.Wake();
    }
}
