using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Polpo.Runner.Egress;
using Polpo.Runner.Execs;
using Polpo.Runner.Limits;
using Polpo.Runner.Linux;
using Polpo.Runner.Protocol;

namespace Polpo.Runner.Sandboxes;

/// <summary>An open sandbox and the runs in it. A run is known by the id that the asker gave: asked for twice, it runs once.</summary>
/// <param name="watchOf">Watches what is written to the worktree of an order.</param>
internal sealed class Sandbox(
    SandboxOrder ordered,
    IHold hold,
    string folder,
    WayOut way,
    Func<SandboxOrder, SandboxWatch> watchOf,
    TimeProvider time
) : IAsyncDisposable
{
    private const int LongestCommand = 120_000;
    private const int Attempts = 3;
    private readonly ConcurrentDictionary<string, Exec> _execs = new(StringComparer.Ordinal);
    private readonly SlotShelf _shelf = new(hold.StartSlotAsync);
    private readonly FileIdentity? _worktree = FileIdentity.Of(ordered.Worktree);
    private volatile SandboxOrder _order = ordered;
    private volatile SandboxWatch _watch = watchOf(ordered);

    public SandboxOrder Order => _order;

    public string Kind => _order.Kind;

    public Task Ended => hold.Ended;

    public bool Busy => _execs.Values.Any(exec => exec.End is null);

    public SandboxState State =>
        new(
            _order.Id,
            _order.Kind,
            [.. _execs.Where(exec => exec.Value.End is null).Select(exec => exec.Key)],
            [.. _execs.Where(exec => exec.Value.End is not null).Select(exec => exec.Key)]
        );

    /// <summary>
    /// Takes another name and its worktree's new place, when all else that was ordered is the same, the worktree is the very same
    /// folder, and nothing has ever run in it. One with a network is not for this: what it asks for is told under its first name.
    /// </summary>
    public bool TryAdopt(SandboxOrder order)
    {
        if (Kind != "bubblewrap" || Ended.IsCompleted || !_execs.IsEmpty)
            return false;
        if (order.Network.AllowedHosts.Count > 0 || order.Secrets.Count > 0)
            return false;
        var renamed = Wire.Line(order with { Id = _order.Id, Worktree = _order.Worktree });
        if (!renamed.AsSpan().SequenceEqual(Wire.Line(_order)))
            return false;
        if (_worktree is null || _worktree != FileIdentity.Of(order.Worktree))
            return false;
        var before = _watch;
        (_order, _watch) = (order, watchOf(order));
        _ = before.DisposeAsync().AsTask();
        return true;
    }

    /// <summary>Starts a command, or finds it by its id, and answers its first output: a short one's whole, with how it ended.</summary>
    public Task<ReadReply> StartAsync(ExecRequest request, CancellationToken cancellationToken)
    {
        Start(request);
        return Find(request.Exec).ReadAsync(0, request.Max, cancellationToken);
    }

    private void Start(ExecRequest request)
    {
        if (Encoding.UTF8.GetByteCount(request.Command) > LongestCommand)
            throw RunnerFault.Invalid(
                $"The command is longer than {LongestCommand} bytes. Write it to a file and run that."
            );
        if (request.Command.Contains('\0'))
            throw RunnerFault.Invalid("The command holds a NUL character, which no shell can take.");
        if (_execs.ContainsKey(request.Exec))
            return;
        // Only one of two callers at the same time gets to add it: the log is the run's identity on disk.
        lock (_execs)
        {
            if (_execs.ContainsKey(request.Exec))
                return;
            var exec = new Exec(
                Path.Combine(folder, Name(request.Exec) + ".out"),
                TimeSpan.FromSeconds(request.TimeLimitSeconds),
                _watch.Begin()
            );
            _execs[request.Exec] = exec;
            _ = RunAsync(exec, request);
        }
    }

    public Task<ReadReply> ReadAsync(ReadRequest request, CancellationToken cancellationToken) =>
        Find(request.Exec).ReadAsync(request.Offset, request.Max, cancellationToken);

    public async Task WriteAsync(WriteRequest request)
    {
        var slot = await Find(request.Exec).Slot;
        try
        {
            await slot.WriteAsync(request.Data, request.End);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            throw RunnerFault.Conflict(
                $"The run {request.Exec} reads no input: it was started without, or its input was closed."
            );
        }
    }

    public async Task SignalAsync(SignalRequest request)
    {
        var exec = Find(request.Exec);
        var slot = await exec.Slot;
        if (exec.End is not null)
            return;
        if (request.Signal == Native.SigKill)
            hold.KillTree(slot);
        else
            ProcessTree.Signal(slot.ProcessId, request.Signal);
    }

    /// <summary>Ends every process in it; nothing of it is left afterwards.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var exec in _execs.Values.Where(exec => exec.End is null && exec.Slot.IsCompletedSuccessfully))
            hold.KillTree(exec.Slot.Result);
        await _watch.DisposeAsync();
        try
        {
            await hold.CloseAsync();
        }
        finally
        {
            await _shelf.DisposeAsync();
            await way.DisposeAsync();
        }
        foreach (var exec in _execs.Values)
            await EndAsync(exec);
        await hold.DisposeAsync();
        SandboxFolder.Remove(folder);
    }

    private async Task RunAsync(Exec exec, ExecRequest request)
    {
        try
        {
            exec.Start(await TellAsync(request), hold);
            await exec.Ended;
        }
        catch (Exception e) when (exec.End is null)
        {
            // Whatever it was: whoever waits for this command would wait for ever.
            await TellUnforeseenAsync(e);
            exec.Fail($"The command could not be started: {e.Message}");
        }
        _shelf.Refill();
    }

    /// <summary>A fault of ours is for the log, too.</summary>
    private static async Task TellUnforeseenAsync(Exception fault)
    {
        if (fault is not (RunnerFault or IOException))
            await Console.Error.WriteLineAsync(fault.ToString());
    }

    /// <summary>A run that was only on its way in when the rest was ended is ended, too.</summary>
    private async Task EndAsync(Exec exec)
    {
        exec.Abandon();
        try
        {
            var slot = await exec.Slot;
            if (exec.End is null)
                hold.KillTree(slot);
        }
        catch (RunnerFault) { }
        await exec.Over.WithinAsync(Bounded.Ending, time, $"A command of the sandbox {_order.Id} does not end.");
        exec.Dispose();
    }

    /// <summary>A waiting shell may be ended at the very moment in which it is told; one that was not told runs nothing.</summary>
    private async Task<Slot> TellAsync(ExecRequest request)
    {
        for (var attempt = 1; ; attempt++)
        {
            var slot = await _shelf.TakeAsync();
            try
            {
                slot.Tell(Exports(request.Exec), request.Command, request.Stdin);
                return slot;
            }
            catch (IOException) when (attempt < Attempts)
            {
                slot.Kill();
                slot.Dispose();
            }
        }
    }

    /// <summary>What was ordered comes after, and over, what the way out needs.</summary>
    private string Exports(string run) =>
        string.Concat(
            way.VariablesFor(run)
                .Concat(_order.Variables)
                .Select(variable => $"export {variable.Key}={Quote(variable.Value)}\n")
        );

    private Exec Find(string id) =>
        _execs.TryGetValue(id, out var exec)
            ? exec
            : throw RunnerFault.NotFound($"The sandbox {_order.Id} knows no run {id}.");

    /// <summary>A file name that no id can turn into another path.</summary>
    private static string Name(string id) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(id)))[..32];

    private static string Quote(string value) => $"'{value.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
