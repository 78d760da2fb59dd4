using Microsoft.Extensions.Hosting;
using Polpo.Core.Access;
using Polpo.Core.Identity;

namespace Polpo.Server.Identity;

/// <summary>Knows the local user before the first request can arrive, so that who hears the server can also be let in. The first user is Admin.</summary>
internal sealed class IdentityStart(Users users, People people, ClientAccess client) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken) =>
        client.Open(await people.BeginAsync(users, cancellationToken));

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
