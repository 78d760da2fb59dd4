using Polpo.Runner.Protocol;

namespace Polpo.Core.Sandboxes;

/// <summary>Has the runner end what runs there when this server, one of several, is no longer there to renew its lease.</summary>
internal sealed class RunnerLease(RunnerClient runner)
{
    /// <summary>Where nobody takes over, commands wait so long for the server to come back.</summary>
    private static readonly TimeSpan Alone = TimeSpan.FromMinutes(1);

    public void Tell(TimeSpan left, bool others) => runner.Hold(new LeaseRequest((others ? left : Alone).TotalSeconds));
}
