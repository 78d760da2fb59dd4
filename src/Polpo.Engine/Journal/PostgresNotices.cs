using System.Data.Common;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Polpo.Engine.Storage;
using Polpo.Engine.Storage.Postgres;

namespace Polpo.Engine.Journal;

/// <summary>
/// Tells the other servers to look again: at most one empty notice per 5 ms, on a connection of its own, never inside a transaction (where
/// notices would queue up behind one lock). Listeners look again after every connect, since what was sent meanwhile is lost.
/// </summary>
internal sealed partial class PostgresNotices(
    PostgresDatabase database,
    Signals signals,
    TimeProvider time,
    ILogger<PostgresNotices> log
) : BackgroundService
{
    private static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan Reconnect = TimeSpan.FromMilliseconds(500);

    private readonly TaskCompletionSource _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _own;

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await base.StartAsync(cancellationToken);
        await Task.WhenAny(_listening.Task, ExecuteTask!).WaitAsync(cancellationToken);
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(KeepAsync(NotifyAsync, stoppingToken), KeepAsync(ListenAsync, stoppingToken));

    private async Task KeepAsync(
        Func<NpgsqlConnection, CancellationToken, Task> useAsync,
        CancellationToken stoppingToken
    )
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await using var connection = await database.Source.OpenConnectionAsync(stoppingToken);
                await useAsync(connection, stoppingToken);
            }
            catch (DbException failed)
            {
                LogCut(log, failed);
                await Task.Delay(Reconnect, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
        }
    }

    private async Task NotifyAsync(NpgsqlConnection connection, CancellationToken stoppingToken)
    {
        Volatile.Write(ref _own, connection.ProcessID);
        while (true)
        {
            var next = signals.Outgoing.Next;
            await connection.Sql("notify polpo").RunAsync(stoppingToken);
            await Task.Delay(Gather, time, stoppingToken);
            await next.WaitAsync(stoppingToken);
        }
    }

    private async Task ListenAsync(NpgsqlConnection connection, CancellationToken stoppingToken)
    {
        connection.Notification += (_, notice) =>
        {
            if (notice.PID != Volatile.Read(ref _own))
                signals.PulseAll();
        };
        await connection.Sql("listen polpo").RunAsync(stoppingToken);
        signals.PulseAll();
        _listening.TrySetResult();
        while (true)
            await connection.WaitAsync(stoppingToken);
    }

    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "The connection for notices between servers was cut; they are found a second later until it is back"
    )]
    private static partial void LogCut(ILogger log, Exception failed);
}
