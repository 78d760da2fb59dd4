using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Polpo.Engine;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage;
using Polpo.Engine.Storage.Health;

namespace Polpo.Core.Receipts.Sharing;

/// <summary>Tells the other servers with which key this one signs, and learns theirs: at the start, and now and then for those that came later.</summary>
internal sealed partial class SharedKeys(
    IDatabase database,
    ReceiptSigner own,
    KnownKeys known,
    EngineOptions options,
    TimeProvider time,
    ILogger<SharedKeys> log
) : BackgroundService
{
    private const string Installation = "installation";

    private static readonly TimeSpan NowAndThen = TimeSpan.FromSeconds(15);

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await ShareAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            await Task.Delay(NowAndThen, time, stoppingToken);
            await ShareAsync(stoppingToken);
        }
    }

    private async Task ShareAsync(CancellationToken cancellationToken)
    {
        try
        {
            var keys = await database.ReadAsync(
                db => db.Set<SharedKey>().Select(row => row.PublicKey).ToListAsync(cancellationToken),
                cancellationToken
            );
            var mine = own.KeyOrNew().PublicKey;
            if (!keys.Contains(mine))
                await TellAsync(mine, cancellationToken);
            known.Replace(keys.Where(key => key != mine));
        }
        catch (Exception failed) when (failed is DbException or StorageException or RefusedException or IOException)
        {
            LogNotShared(log, failed);
        }
    }

    private Task TellAsync(string key, CancellationToken cancellationToken) =>
        database.WriteAsync(
            Installation,
            work =>
            {
                work.Db.Add(
                    new SharedKey
                    {
                        PublicKey = key,
                        Server = options.ServerName,
                        KnownSince = work.Now,
                    }
                );
                return Task.CompletedTask;
            },
            cancellationToken
        );

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "The keys that sign receipts could not be exchanged with the other servers; it is tried again"
    )]
    private static partial void LogNotShared(ILogger logger, Exception failed);
}
