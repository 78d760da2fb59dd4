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
            foreach (var (workspace, reason) in await vaults.AgreeAsync(cancellationToken))
                LogLeftOut(log, Shown(workspace), reason);
        }
        catch (Exception failed) when (failed is DbException or StorageException or RefusedException)
        {
            LogNotShared(log, failed.Message);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>The database's own text, made fit for a line of a log.</summary>
    private static string Shown(string workspace) =>
        string.Concat(workspace.Take(80).Select(letter => char.IsControl(letter) ? '·' : letter));

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "The vault \"{Workspace}\" was left out when the servers agreed on theirs: {Reason}"
    )]
    private static partial void LogLeftOut(ILogger logger, string workspace, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The vaults were not shared with the other servers: {Reason}")]
    private static partial void LogNotShared(ILogger logger, string reason);
}
