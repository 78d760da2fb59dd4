using System.Data.Common;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage.Health;

namespace Polpo.Core.Vault.Sharing;

/// <summary>A server that joins others gives them the vaults that it has, and takes theirs.</summary>
internal sealed partial class VaultArrival(SharedVaults vaults, ILogger<VaultArrival> log) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            await vaults.AgreeAsync(cancellationToken);
        }
        catch (Exception failed) when (failed is DbException or StorageException or RefusedException or IOException)
        {
            LogNotShared(log, failed.Message);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(Level = LogLevel.Warning, Message = "The vaults were not shared with the other servers: {Reason}")]
    private static partial void LogNotShared(ILogger logger, string reason);
}
