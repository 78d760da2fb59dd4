using Polpo.Runner.Protocol;
using Polpo.Runner.Sandboxes;

namespace Polpo.Runner.Egress;

/// <summary>Gives a sandbox the one way out that it may have.</summary>
internal sealed class EgressDoor
{
    public (IAsyncDisposable? Door, IReadOnlyDictionary<string, string> Variables) Open(SandboxOrder order, IHold hold) =>
        order.AllowedHosts.Count == 0
            ? (null, order.Variables)
            : throw RunnerFault.Unavailable("This runner has no way out of a sandbox.");
}
