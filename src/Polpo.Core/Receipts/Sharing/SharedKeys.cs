using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Polpo.Core.Receipts.Withdrawals;
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
    WithdrawnKeys withdrawn,
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
            var rows = await database.ReadAsync(
                db => db.Set<SharedKey>().ToListAsync(cancellationToken),
                cancellationToken
            );
            // Before anything else: a key that was withdrawn at another server signs nothing more here.
            withdrawn.Add(rows.Select(row => row.Withdrawn).OfType<WithdrawnKey>());
            var mine = own.KeyOrNew().PublicKey;
            if (rows.All(row => row.PublicKey != mine))
                await TellAsync(mine, null, cancellationToken);
            foreach (var gone in withdrawn.All.Where(gone => !rows.Exists(row => Says(row, gone))))
                await TellAsync(gone.Key.PublicKey, gone, cancellationToken);
            known.Replace(rows.Select(row => row.PublicKey).Where(key => key != mine));
        }
        catch (Exception failed) when (failed is DbException or StorageException or RefusedException or IOException)
        {
            LogNotShared(log, failed);
        }
    }

    private static bool Says(SharedKey row, WithdrawnKey gone) =>
        row.PublicKey == gone.Key.PublicKey && row.WithdrawnSince <= gone.Since;

    private Task TellAsync(string key, WithdrawnKey? gone, CancellationToken cancellationToken) =>
        database.WriteAsync(
            Installation,
            async work =>
            {
                var row = await work
                    .Db.Set<SharedKey>()
                    .SingleOrDefaultAsync(one => one.PublicKey == key, cancellationToken);
                if (row is null)
                {
                    row = new SharedKey
                    {
                        PublicKey = key,
                        Server = options.ServerName,
                        KnownSince = work.Now,
                    };
                    work.Db.Add(row);
                }
                if (gone is not null)
                    (row.WithdrawnSince, row.WithdrawnAt) = (gone.Since, gone.At);
            },
            cancellationToken
        );

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "The keys that sign receipts could not be exchanged with the other servers; it is tried again"
    )]
    private static partial void LogNotShared(ILogger logger, Exception failed);
}
