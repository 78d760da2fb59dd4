using Microsoft.Extensions.Hosting;

namespace Polpo.Engine.Subjects;

/// <summary>Has a server that claims nothing be seen by the others, and free what a lost one held.</summary>
internal sealed class ServerPresence(IOwnership ownership) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => ownership.BeginAsync(cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => ownership.EndAsync(cancellationToken);
}
