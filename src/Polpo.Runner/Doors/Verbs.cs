using Polpo.Runner.Containers;
using Polpo.Runner.Doctor;
using Polpo.Runner.Protocol;
using Polpo.Runner.Sandboxes;

namespace Polpo.Runner.Doors;

/// <summary>Everything that can be asked of the runner.</summary>
internal sealed class Verbs(Desk desk, Inspection inspection, Lease lease, Action stop)
{
    public async Task<Reply> DoAsync(Request request, CancellationToken cancellationToken)
    {
        switch (request)
        {
            case HelloRequest:
                return new HelloReply(Wire.Version, Environment.ProcessId, desk.Count);
            case OpenRequest open:
                return await desk.OpenAsync(open.Order, open.Spare);
            case ExecRequest exec:
                return await (await desk.FindLiveAsync(exec.Sandbox)).StartAsync(exec, cancellationToken);
            case ReadRequest read:
                return await (await desk.FindAsync(read.Sandbox)).ReadAsync(read, cancellationToken);
            case WriteRequest write:
                await (await desk.FindAsync(write.Sandbox)).WriteAsync(write);
                return new DoneReply();
            case SignalRequest signal:
                await (await desk.FindAsync(signal.Sandbox)).SignalAsync(signal);
                return new DoneReply();
            case ListRequest:
                return new ListReply(desk.States);
            case CloseRequest close:
                await desk.CloseAsync(close.Sandbox);
                if (!close.KeepEgress)
                    desk.Egress.Forget(close.Sandbox);
                return new DoneReply();
            case EgressRequest left:
                return desk.Egress.Read(left.Sandbox, left.Offset);
            case InspectRequest inspect:
                return await inspection.RunAsync(inspect.Roots ?? []) with
                {
                    Engine = inspect.Container is { } container ? await EngineCheck.RunAsync(container) : null,
                };
            case LeaseRequest { Seconds: > 0 and < 86_400 } held:
                lease.Renew(TimeSpan.FromSeconds(held.Seconds));
                return new DoneReply();
            case StopRequest:
                return Stop();
            default:
                throw RunnerFault.Invalid("The runner knows no such verb.");
        }
    }

    /// <summary>Ends those of the sandboxes that still have these names.</summary>
    public Task EndAsync(IEnumerable<string> names) => Task.WhenAll(names.Select(desk.CloseAsync));

    private DoneReply Stop()
    {
        if (desk.Count > 0)
            throw RunnerFault.Conflict($"The runner holds {desk.Count} sandboxes. Close them first.");
        stop();
        return new DoneReply();
    }
}
