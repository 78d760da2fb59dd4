using System.Data.Common;
using Microsoft.Extensions.Hosting;
using Polpo.Engine.Storage;

namespace Polpo.Engine.Subjects.Holds;

/// <summary>Hears of each hold that is committed on any server, and of its end.</summary>
internal sealed class HoldWatch(ISql sql, Signals signals, StandingHolds standing, TimeProvider time)
    : BackgroundService
{
    private static readonly TimeSpan AfterTrouble = TimeSpan.FromSeconds(1);

    /// <summary>A server that starts knows what is held before it does anything.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        standing.Set(await ReadAsync(cancellationToken));
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var reader = new SignalReader(signals, signals.Holds, time);
        while (!stoppingToken.IsCancellationRequested)
        {
            reader.Look();
            try
            {
                standing.Set(await ReadAsync(stoppingToken));
                await reader.WaitAsync(stoppingToken);
            }
            catch (DbException)
            {
                await Task.Delay(AfterTrouble, time, stoppingToken);
            }
        }
    }

    private async Task<IReadOnlyList<Hold>> ReadAsync(CancellationToken cancellationToken) =>
        await sql.ReadAsync(connection => HoldSql.ReadAsync(connection, cancellationToken), cancellationToken);
}
