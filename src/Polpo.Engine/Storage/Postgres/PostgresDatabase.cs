using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage.Health;
using Polpo.Engine.Storage.Upkeep;
using Polpo.Engine.Subjects;

namespace Polpo.Engine.Storage.Postgres;

/// <summary>The database of many servers: a transaction a command, run again after a serialization failure or a deadlock, and a person's also when a worker changed the same row meanwhile.</summary>
internal sealed class PostgresDatabase : IDatabase, ISql, IAsyncDisposable
{
    private readonly IEntityMapping[] _mappings;
    private readonly WorkCommit _commit;
    private readonly Signals _signals;
    private readonly StorageHealth _health;
    private readonly TimeProvider _time;
    private readonly ServerDisk _disk;

    /// <exception cref="RefusedException">The connection string cannot be read.</exception>
    public PostgresDatabase(
        EngineOptions options,
        IEnumerable<IEntityMapping> mappings,
        IEnumerable<WakeRule> rules,
        Signals signals,
        ServerDisk disk,
        StorageHealth health,
        TimeProvider time
    )
    {
        _disk = disk;
        _mappings = [.. mappings];
        _signals = signals;
        _health = health;
        _time = time;
        Dialect = Dialect.Postgres();
        _commit = new WorkCommit(Dialect, rules);
        Source = PostgresSource.Create(options);
    }

    public Dialect Dialect { get; }

    public NpgsqlDataSource Source { get; }

    public Task<T> WriteAsync<T>(string workspace, Func<Work, Task<T>> command, CancellationToken cancellationToken) =>
        WriteAsync(workspace, null, command, cancellationToken);

    public Task<T> WriteAsync<T>(Owned owned, Func<Work, Task<T>> command, CancellationToken cancellationToken) =>
        WriteAsync(owned.Workspace, owned, command, cancellationToken);

    private async Task<T> WriteAsync<T>(
        string workspace,
        Owned? owned,
        Func<Work, Task<T>> command,
        CancellationToken cancellationToken
    )
    {
        var began = WriteMeter.Begin(_time);
        var (answer, committed) = await TransactAsync(
            async (connection, transaction) =>
            {
                if (owned is not null)
                    await WorkCommit.FenceAsync(connection, owned, cancellationToken);
                await using var db = new PolpoDb(Options(connection).Options, _mappings);
                db.Database.AutoSavepointsEnabled = false;
                await db.Database.UseTransactionAsync(transaction, cancellationToken);
                var work = new Work(db, workspace, _time.GetUtcNow())
                {
                    Owner = owned is null ? null : (owned.Kind, owned.Id),
                    Disk = owned is null ? null : _disk.Name,
                };
                var answer = await command(work);
                return (answer, await _commit.FinishAsync(work, cancellationToken));
            },
            owned is null ? PostgresSource.MayAskAgain : PostgresSource.MayRunAgain,
            cancellationToken
        );
        WriteMeter.Committed(_time, began);
        _signals.Committed(committed.Workspace, committed.Facts, committed.Wakes);
        return answer;
    }

    Task<T> ISql.WriteAsync<T>(Func<DbConnection, Task<T>> command, CancellationToken cancellationToken) =>
        TransactAsync((connection, _) => command(connection), PostgresSource.MayRunAgain, cancellationToken);

    public Task<T> ReadAsync<T>(Func<PolpoDb, Task<T>> query, CancellationToken cancellationToken) =>
        ToldAsync(async () =>
        {
            await using var connection = await Source.OpenConnectionAsync(cancellationToken);
            await using var view = await connection.BeginTransactionAsync(
                System.Data.IsolationLevel.RepeatableRead,
                cancellationToken
            );
            var options = Options(connection).UseQueryTrackingBehavior(QueryTrackingBehavior.NoTracking).Options;
            await using var db = new PolpoDb(options, _mappings);
            await db.Database.UseTransactionAsync(view, cancellationToken);
            return await query(db);
        });

    Task<T> ISql.ReadAsync<T>(Func<DbConnection, Task<T>> query, CancellationToken cancellationToken) =>
        ToldAsync(async () =>
        {
            await using var connection = await Source.OpenConnectionAsync(cancellationToken);
            return await query(connection);
        });

    private async Task<T> TransactAsync<T>(
        Func<NpgsqlConnection, NpgsqlTransaction, Task<T>> command,
        Func<Exception, bool> mayRunAgain,
        CancellationToken cancellationToken
    )
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await ToldAsync(() => TransactOnceAsync(command, cancellationToken));
            }
            catch (Exception failed) when (attempt < PostgresSource.MostAttempts && mayRunAgain(failed))
            {
                await Task.Delay(PostgresSource.Pause(attempt), _time, cancellationToken);
            }
        }
    }

    private async Task<T> TransactOnceAsync<T>(
        Func<NpgsqlConnection, NpgsqlTransaction, Task<T>> command,
        CancellationToken cancellationToken
    )
    {
        await using var connection = await Source.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var answer = await command(connection, transaction);
        // Not cancellable: a commit that was cut off may have happened.
        await transaction.CommitAsync(CancellationToken.None);
        _health.Worked();
        return answer;
    }

    /// <summary>In words, and noted, where the database itself failed.</summary>
    private async Task<T> ToldAsync<T>(Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (Exception failed)
            when (failed is not OperationCanceledException && PostgresFailure.Of(failed, Source) is { } trouble)
        {
            throw _health.Failed(trouble);
        }
    }

    private static DbContextOptionsBuilder<PolpoDb> Options(NpgsqlConnection connection) =>
        new DbContextOptionsBuilder<PolpoDb>().UseNpgsql(connection).UsePolpoModel();

    public ValueTask DisposeAsync() => Source.DisposeAsync();
}
