using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Polpo.Core.Budgets.Spending;
using Polpo.Engine;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage;
using Polpo.Engine.Storage.Health;

namespace Polpo.Core.Budgets.Holds;

/// <summary>
/// Speaks for the calls of this server, and settles holds for which nobody has spoken in a while: their server is gone. On an embedded
/// database no other server can be there, so what is held at the start is settled at once.
/// </summary>
public sealed class HoldUpkeep(IDatabase database, EngineOptions options, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Silence = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<Id<Hold>, byte> _mine = new();

    public void Begin(Hold hold) => _mine[hold.Id] = 0;

    public void End(Hold hold) => _mine.TryRemove(hold.Id, out _);

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        if (options.Database is null)
            await SettleAsync(DateTimeOffset.MaxValue, cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await RenewAsync(stoppingToken);
                await SettleAsync(time.GetUtcNow() - Silence, stoppingToken);
            }
            catch (StorageException)
            {
                // It is tried again with the next tick; nobody settles a hold before five were missed.
            }
        }
    }

    /// <summary>Says that this server still waits for its calls.</summary>
    public async Task RenewAsync(CancellationToken cancellationToken)
    {
        List<Id<Hold>> mine = [.. _mine.Keys];
        if (mine.Count == 0)
            return;
        await database.WriteAsync(
            Identity.Users.Installation,
            work =>
                work.Db.Set<Hold>()
                    .Where(row => mine.Contains(row.Id))
                    .ExecuteUpdateAsync(row => row.SetProperty(one => one.RenewedAt, work.Now), cancellationToken),
            cancellationToken
        );
    }

    /// <summary>Settles those for which nobody has spoken since.</summary>
    public async Task SettleAsync(DateTimeOffset since, CancellationToken cancellationToken)
    {
        var left = await database.ReadAsync(
            db =>
                db.Set<Hold>()
                    .Where(row => row.RenewedAt < since)
                    .OrderBy(row => row.Id)
                    .ToListAsync(cancellationToken),
            cancellationToken
        );
        foreach (var hold in left.Where(hold => !_mine.ContainsKey(hold.Id)))
            await database.WriteAsync(
                hold.Workspace,
                work => work.ReleaseAsync(hold, reached: true, "Its server is gone.", cancellationToken),
                cancellationToken
            );
    }
}
