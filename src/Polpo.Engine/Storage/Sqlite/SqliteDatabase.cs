using System.Collections.Concurrent;
using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage.Health;
using Polpo.Engine.Storage.Upkeep;
using Polpo.Engine.Subjects;

namespace Polpo.Engine.Storage.Sqlite;

/// <summary>The embedded database: one writer thread, as many readers as ask, each with a consistent view.</summary>
internal sealed class SqliteDatabase : IDatabase, ISql, IDisposable
{
    /// <summary>Seconds for which another program may hold the file before we say so.</summary>
    private const int LockPatience = 5;

    /// <summary>Readers that are kept for the next query: to make one anew takes longer than most queries.</summary>
    private const int MostIdle = 16;

    private readonly IEntityMapping[] _mappings;
    private readonly WorkCommit _commit;
    private readonly Signals _signals;
    private readonly TimeProvider _time;
    private readonly HomeLock _lock;
    private readonly SqliteWriter _writer;
    private readonly string _readers;
    private readonly ConcurrentBag<SqliteReader> _idle = [];
    private PolpoDb? _writerDb; // of the one connection, made and used on its thread
    private bool _disposed;

    /// <exception cref="RefusedException">Another process uses the data folder.</exception>
    public SqliteDatabase(
        PolpoHome home,
        EngineOptions options,
        IEnumerable<IEntityMapping> mappings,
        IEnumerable<WakeRule> rules,
        Signals signals,
        StorageHealth health,
        TimeProvider time
    )
    {
        SqliteLibrary.EnsureLoaded();
        _mappings = [.. mappings];
        _signals = signals;
        _time = time;
        Dialect = Dialect.Sqlite(time);
        _commit = new WorkCommit(Dialect, rules);
        _lock = HomeLock.Take(home);
        var file = new SqliteConnectionStringBuilder { DataSource = home.At("polpo.db"), ForeignKeys = true };
        _writer = new SqliteWriter(
            new SqliteConnectionStringBuilder(file.ToString())
            {
                Pooling = false,
                DefaultTimeout = LockPatience,
            }.ToString(),
            options.LogBound,
            health
        );
        _readers = new SqliteConnectionStringBuilder(file.ToString()) { Mode = SqliteOpenMode.ReadOnly }.ToString();
    }

    public Dialect Dialect { get; }

    /// <summary>How many transactions were committed.</summary>
    public long Commits => _writer.Commits;

    public Task<T> WriteAsync<T>(string workspace, Func<Work, Task<T>> command, CancellationToken cancellationToken) =>
        WriteAsync(workspace, null, command, cancellationToken);

    public Task<T> WriteAsync<T>(Owned owned, Func<Work, Task<T>> command, CancellationToken cancellationToken) =>
        WriteAsync(owned.Workspace, owned, command, cancellationToken);

    private Task<T> WriteAsync<T>(
        string workspace,
        Owned? owned,
        Func<Work, Task<T>> command,
        CancellationToken cancellationToken
    )
    {
        Committed done = default; // set by the command, told once that is committed
        var began = WriteMeter.Begin(_time);
        return _writer.RunAsync(
            async connection =>
            {
                if (owned is not null)
                    await WorkCommit.FenceAsync(connection, owned, cancellationToken);
                return await WithWriterDbAsync(
                    connection,
                    async db =>
                    {
                        var work = new Work(db, workspace, _time.GetUtcNow())
                        {
                            Owner = owned is null ? null : (owned.Kind, owned.Id),
                        };
                        var answer = await command(work);
                        done = await _commit.FinishAsync(work, cancellationToken);
                        return answer;
                    }
                );
            },
            _ =>
            {
                WriteMeter.Committed(_time, began);
                _signals.Committed(done.Workspace, done.Facts, done.Wakes);
            },
            cancellationToken
        );
    }

    Task<T> ISql.WriteAsync<T>(Func<DbConnection, Task<T>> command, CancellationToken cancellationToken) =>
        _writer.RunAsync(command, static _ => { }, cancellationToken);

    /// <summary>Runs on the writer, outside of any transaction, while every write waits.</summary>
    public Task<T> AloneAsync<T>(Func<DbConnection, Task<T>> work, CancellationToken cancellationToken) =>
        _writer.RunAloneAsync(work, cancellationToken);

    public Task<T> ReadAsync<T>(Func<PolpoDb, Task<T>> query, CancellationToken cancellationToken) =>
        WithReaderAsync(reader => reader.ReadAsync(query, cancellationToken), cancellationToken);

    Task<T> ISql.ReadAsync<T>(Func<DbConnection, Task<T>> query, CancellationToken cancellationToken) =>
        WithReaderAsync(reader => query(reader.Connection), cancellationToken);

    private async Task<T> WithReaderAsync<T>(Func<SqliteReader, Task<T>> read, CancellationToken cancellationToken)
    {
        var reader = _idle.TryTake(out var idle) ? idle : await NewReaderAsync(cancellationToken);
        try
        {
            var answer = await read(reader);
            if (_idle.Count < MostIdle)
            {
                _idle.Add(reader);
                reader = null;
            }
            return answer;
        }
        finally
        {
            if (reader is not null)
                await reader.DisposeAsync();
        }
    }

    /// <summary>The writer's one context, empty. To make one anew costs a quarter of a command; what a failed command did to it goes with it.</summary>
    private async Task<T> WithWriterDbAsync<T>(DbConnection connection, Func<PolpoDb, Task<T>> command)
    {
        var db = Interlocked.Exchange(ref _writerDb, null) ?? NewWriterDb(connection);
        try
        {
            var answer = await command(db);
            db.ChangeTracker.Clear();
            (_writerDb, db) = (db, null);
            return answer;
        }
        finally
        {
            if (db is not null)
                await db.DisposeAsync();
        }
    }

    private PolpoDb NewWriterDb(DbConnection connection)
    {
        var options = new DbContextOptionsBuilder<PolpoDb>().UseSqlite(connection).UsePolpoModel().Options;
        var db = new PolpoDb(options, _mappings);
        db.Database.AutoTransactionBehavior = AutoTransactionBehavior.Never;
        return db;
    }

    private async Task<SqliteReader> NewReaderAsync(CancellationToken cancellationToken)
    {
        var connection = new KeptConnection(_readers);
        await connection.OpenAsync(cancellationToken);
        return new SqliteReader(connection, new PolpoDb(ReaderOptions(connection), _mappings));
    }

    private static DbContextOptions<PolpoDb> ReaderOptions(DbConnection connection) =>
        new DbContextOptionsBuilder<PolpoDb>()
            .UseSqlite(connection)
            .UsePolpoModel()
            .UseQueryTrackingBehavior(QueryTrackingBehavior.NoTracking)
            .Options;

    public void Dispose()
    {
        // A container disposes it once for each name under which it is registered.
        if (Interlocked.Exchange(ref _disposed, true))
            return;
        _writer.Dispose();
        _writerDb?.Dispose();
        while (_idle.TryTake(out var reader))
            reader.Dispose();
        using (var pooled = new SqliteConnection(_readers))
            SqliteConnection.ClearPool(pooled);
        _lock.Dispose();
    }
}
