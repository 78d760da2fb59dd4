using Microsoft.Extensions.Hosting;
using Polpo.Core.Identity;

namespace Polpo.Server.Identity;

/// <summary>Knows the local user before the first request can arrive, so that who hears the server can also be let in.</summary>
internal sealed class IdentityStart(Users users, ClientAccess client) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken) =>
        client.Open(await users.LocalAsync(cancellationToken));

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
