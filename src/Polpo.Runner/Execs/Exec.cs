using System.Diagnostics;
using Polpo.Runner.Linux;
using Polpo.Runner.Protocol;

namespace Polpo.Runner.Execs;

/// <summary>One run of one command. A thread of its own moves its output into the log until the kernel says that it has ended.</summary>
internal sealed class Exec : IDisposable
{
    public const int TimedOutCode = 124;

    private readonly TaskCompletionSource<Slot> _slot = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _over = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TimeSpan _limit;
    private volatile ExecEnd? _end;
    private volatile bool _abandoned;

    public Exec(string outputPath, TimeSpan limit)
    {
        Log = new OutputLog(outputPath);
        _limit = limit;
    }

    public OutputLog Log { get; }

    public ExecEnd? End => _end;

    /// <summary>The shell that runs it, once it has been told.</summary>
    public Task<Slot> Slot => _slot.Task;

    /// <summary>Completes when nothing reads its output any more: it has ended, and so has all that it left in the background.</summary>
    public Task Over => _over.Task;

    public void Start(Slot slot, Action<Slot> killTree)
    {
        _slot.SetResult(slot);
        new Thread(() => Pump(slot, killTree), 256 << 10) { IsBackground = true, Name = "exec" }.Start();
    }

    /// <summary>It never came to run; whoever waits for it gets the reason.</summary>
    public void Fail(string reason)
    {
        Log.Append(System.Text.Encoding.UTF8.GetBytes(reason + "\n"));
        _slot.TrySetException(RunnerFault.Unavailable(reason));
        _ = _slot.Task.Exception;
        Finish(126, timedOut: false, TimeSpan.Zero);
        _over.SetResult();
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

    private void Pump(Slot slot, Action<Slot> killTree)
    {
        var began = Stopwatch.GetTimestamp();
        var buffer = new byte[64 << 10];
        bool timedOut = false,
            ended = false,
            open = true;
        while (!ended)
        {
            var left = _limit - Stopwatch.GetElapsedTime(began);
            if (left <= TimeSpan.Zero && !timedOut)
            {
                timedOut = true;
                killTree(slot);
            }
            var wait = timedOut ? 1000 : (int)Math.Clamp(Math.Ceiling(left.TotalMilliseconds), 1, int.MaxValue);
            var (output, exit) = Poll.Wait(open ? slot.Output : null, slot.Handle, wait);
            if (output)
                open = Move(slot, buffer);
            else if (timedOut && !exit)
                killTree(slot);
            ended = exit;
        }
        open = open && Drain(slot, buffer);
        Finish(timedOut ? TimedOutCode : slot.Exit(), timedOut, Stopwatch.GetElapsedTime(began));
        // What was left in the background may still print: a closed pipe would end it.
        while (open && !_abandoned)
            open = !Poll.Wait(slot.Output, null, 1000).First || slot.Read(buffer) > 0;
        slot.Dispose();
        _over.SetResult();
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
        _end = new ExecEnd(exitCode, timedOut, Log.Length, Log.Hash(), took.TotalSeconds);
        Log.Wake();
    }
}
