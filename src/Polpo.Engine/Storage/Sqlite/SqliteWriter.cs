using System.Collections.Concurrent;
using System.Data.Common;
using Microsoft.Data.Sqlite;
using Polpo.Engine.Storage.Health;
using Polpo.Engine.Storage.Upkeep;

namespace Polpo.Engine.Storage.Sqlite;

/// <summary>The only thread that writes to an embedded database. What waits shares one commit; each command has a savepoint of its own.</summary>
internal sealed class SqliteWriter : IDisposable
{
    private const int MostInOneCommit = 128;

    private readonly BlockingCollection<WriteJob> _waiting = [];
    private readonly SqliteConnection _connection;
    private readonly Thread _thread;
    private readonly WriteAheadLog _log;
    private readonly StorageHealth _health;
    private long _commits;

    /// <param name="logBound">Bytes beyond which the write-ahead log is emptied, even when that has to wait for readers.</param>
    public SqliteWriter(string connectionString, long logBound, StorageHealth health)
    {
        _health = health;
        _connection = new KeptConnection(connectionString);
        _connection.Open();
        // Before anything is written: a file that has tables keeps what it has until it is vacuumed.
        Execute("pragma auto_vacuum = incremental");
        Execute("pragma journal_mode = wal");
        Execute("pragma synchronous = full");
        Execute("pragma temp_store = memory");
        _log = new WriteAheadLog(_connection, logBound);
        _thread = new Thread(Work) { IsBackground = true, Name = "polpo sqlite writer" };
        _thread.Start();
    }

    /// <summary>How many transactions were committed; fewer than commands, when they share.</summary>
    public long Commits => Interlocked.Read(ref _commits);

    public Task<T> RunAsync<T>(
        Func<DbConnection, Task<T>> command,
        Action<T> committed,
        CancellationToken cancellationToken
    ) => Enqueue(new WriteJob<T>(command, committed, cancellationToken), cancellationToken);

    /// <summary>Runs outside of any transaction, while every other write waits.</summary>
    public Task<T> RunAloneAsync<T>(Func<DbConnection, Task<T>> work, CancellationToken cancellationToken) =>
        Enqueue(new WriteJob<T>(work, static _ => { }, cancellationToken) { Alone = true }, cancellationToken);

    private Task<T> Enqueue<T>(WriteJob<T> job, CancellationToken cancellationToken)
    {
        if (Thread.CurrentThread == _thread)
            throw new InvalidOperationException(
                "A command started another command on the database and would wait for itself. Do both in one."
            );
        if (cancellationToken.IsCancellationRequested)
            return Task.FromCanceled<T>(cancellationToken);
        _waiting.Add(job, CancellationToken.None);
        return job.Answer;
    }

    private void Work()
    {
        var group = new List<WriteJob>();
        foreach (var first in _waiting.GetConsumingEnumerable())
        {
            for (WriteJob? next = first; next is not null; )
                next = next.Alone ? RunAlone(next) : RunGroup(next, group);
        }
    }

    /// <returns>A job that was taken and has to run alone, after this group.</returns>
    private WriteJob? RunGroup(WriteJob first, List<WriteJob> group)
    {
        // In the group before anything is tried: whoever waits is answered, also where no transaction can begin.
        group.Clear();
        group.Add(first);
        WriteJob? alone = null;
        try
        {
            Commit(group, out alone);
        }
        catch (Exception failed) when (failed is SqliteException or TransactionLostException)
        {
            Abandon(group, failed);
            return alone;
        }
        _health.Worked();
        foreach (var job in group)
            job.Complete();
        _log.AfterCommit();
        return alone;
    }

    private WriteJob? RunAlone(WriteJob job)
    {
        try
        {
            if (job.IsCanceled)
                throw new OperationCanceledException();
            job.Run(_connection);
            job.Complete();
        }
        // What it throws is its caller's, as with a command.
        catch (Exception refused)
        {
            job.Fail(refused);
        }
        return null;
    }

    private void Commit(List<WriteJob> group, out WriteJob? alone)
    {
        alone = null;
        Execute("begin immediate");
        RunUnderSavepoint(group[0], group);
        while (group.Count < MostInOneCommit && _waiting.TryTake(out var next))
        {
            if (next.Alone)
            {
                alone = next;
                break;
            }
            group.Add(next);
            RunUnderSavepoint(next, group);
        }
        Execute("commit");
        Interlocked.Increment(ref _commits);
    }

    private void RunUnderSavepoint(WriteJob job, List<WriteJob> group)
    {
        Execute("savepoint command");
        try
        {
            if (job.IsCanceled)
                throw new OperationCanceledException();
            job.Run(_connection);
        }
        // Whatever a command throws is its caller's, and no other command's.
        catch (Exception refused)
        {
            UndoOnly(refused);
            group.Remove(job);
            job.Fail(Told(refused));
        }
        Execute("release command");
    }

    /// <summary>Undoes one command. Where SQLite has already undone the whole transaction (disk full, I/O error), all that shared it is lost.</summary>
    private void UndoOnly(Exception reason)
    {
        try
        {
            Execute("rollback to command");
        }
        catch (SqliteException)
        {
            throw new TransactionLostException(reason);
        }
    }

    private void Abandon(List<WriteJob> group, Exception failed)
    {
        try
        {
            Execute("rollback");
        }
        catch (SqliteException)
        {
            // SQLite rolled back by itself.
        }
        var reason = Told(failed.InnerException ?? failed);
        foreach (var job in group)
            job.Fail(reason);
    }

    /// <summary>In words, and noted, where the storage itself failed.</summary>
    private Exception Told(Exception failed) =>
        SqliteFailure.Of(failed, _connection.DataSource) is { } trouble ? _health.Failed(trouble) : failed;

    private void Execute(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    public void Dispose()
    {
        _waiting.CompleteAdding();
        _thread.Join();
        _connection.Dispose();
        _waiting.Dispose();
    }

    private sealed class TransactionLostException(Exception reason) : Exception(reason.Message, reason);
}
