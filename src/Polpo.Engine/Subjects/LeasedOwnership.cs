using System.Data.Common;
using Microsoft.Extensions.Logging;
using Npgsql;
using Polpo.Engine.Storage;
using Polpo.Engine.Storage.Health;
using Polpo.Engine.Storage.Postgres;

namespace Polpo.Engine.Subjects;

/// <summary>
/// One of many servers: a lease by the clock of the database, renewed on a thread and a connection of its own, so that neither load nor a
/// full pool can lose it. Two thirds after the last renewal, by the own clock, the server stops its runs; what an expired lease held is freed
/// by whoever sees it first.
/// </summary>
internal sealed partial class LeasedOwnership(
    PostgresDatabase database,
    EngineOptions options,
    ServerDisk disk,
    Signals signals,
    StorageHealth health,
    IEnumerable<LeaseRenewal> renewals,
    TimeProvider time,
    ILogger<LeasedOwnership> log
) : IOwnership, IDisposable
{
    private readonly long _started = StoredForms.ToMicros(time.GetUtcNow());
    private readonly ManualResetEventSlim _ended = new();
    private readonly TaskCompletionSource _began = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private CancellationTokenSource _held = new();
    private Thread? _thread;
    private volatile Tenure? _cleared;
    private long _renewed = time.GetTimestamp();

    public Tenure Tenure { get; private set; } = new("", new CancellationToken(canceled: true));

    public Task BeginAsync(CancellationToken cancellationToken)
    {
        if (_thread is null)
        {
            _thread = new Thread(Hold)
            {
                IsBackground = true,
                Name = "polpo server lease",
                Priority = ThreadPriority.AboveNormal,
            };
            _thread.Start();
        }
        return _began.Task.WaitAsync(cancellationToken);
    }

    public void Cleared(Tenure lost) => _cleared = lost;

    public async Task EndAsync(CancellationToken cancellationToken)
    {
        _ended.Set();
        if (_thread is null)
            return;
        await Task.Run(_thread.Join, cancellationToken);
        await using var connection = await database.Source.OpenConnectionAsync(cancellationToken);
        await connection.Sql("delete from servers where id = @id", ("id", Tenure.Server)).RunAsync(cancellationToken);
        signals.SubjectsChanged();
    }

    private void Hold()
    {
        do
        {
            try
            {
                using var connection = database.Source.CreateConnection();
                connection.Open();
                do
                {
                    Renew(connection);
                } while (!_ended.Wait(UntilNext(connection)));
            }
            catch (DbException failed)
            {
                if (PostgresFailure.Of(failed, database.Source) is { } trouble)
                    health.Failed(trouble);
                LogNotRenewed(log, failed);
            }
        } while (!_ended.Wait(options.Lease / 10));
    }

    /// <summary>Until the next renewal, or until the lease of another server runs out before: it may be dead, and its work waits.</summary>
    private TimeSpan UntilNext(NpgsqlConnection connection)
    {
        using var command = connection.Sql(
            database.Dialect.Write(
                """
                select coalesce(min(lease_until) - {now}, 86400000000), coalesce(max(case when id <> @id then works else 0 end), 0)
                from servers where lease_until > {now}
                """
            ),
            ("id", Tenure.Server)
        );
        using var row = command.ExecuteReader();
        row.Read();
        var first = TimeSpan.FromMicroseconds(row.GetInt64(0)) + TimeSpan.FromMilliseconds(1);
        Tell(row.GetInt64(1) > 0);
        return first < options.Lease / 5 ? first : options.Lease / 5;
    }

    private void Tell(bool others)
    {
        var left = options.Lease - time.GetElapsedTime(_renewed);
        if (left <= TimeSpan.Zero || Tenure.Held.IsCancellationRequested)
            return;
        foreach (var renewal in renewals)
            renewal.Tell(left, others);
    }

    private void Renew(NpgsqlConnection connection)
    {
        // After a sleep of the machine, the timer that ends the tenure may come later than this.
        if (time.GetElapsedTime(_renewed) > options.Lease * 2 / 3)
            _held.Cancel();
        if (Tenure.Held.IsCancellationRequested)
        {
            if (!MayTake)
                return;
            Take();
        }
        // Counted from before the request: the database may have answered long ago when we read the answer.
        var sent = time.GetTimestamp();
        Execute(
            connection,
            """
            insert into servers (id, name, lease_until, disk, roles, works, started_at)
            values (@id, @name, {now} + @lease, @disk, @roles, @works, @started)
            on conflict (id) do update set lease_until = excluded.lease_until
            """,
            ("id", Tenure.Server),
            ("name", options.ServerName),
            ("disk", disk.Name),
            ("roles", options.Roles),
            ("works", options.Worker ? 1L : 0L),
            ("started", _started),
            ("lease", Lease)
        );
        var left = (options.Lease * 2 / 3) - time.GetElapsedTime(sent);
        if (left > TimeSpan.Zero)
            _held.CancelAfter(left);
        else
            _held.Cancel();
        _renewed = sent;
        // A server that has been gone for long enough that nothing of it is left.
        Execute(connection, "delete from servers where lease_until + 100 * @lease < {now}", ("lease", Lease));
        if (Execute(connection, SubjectSql.Orphan) > 0)
            signals.SubjectsChanged();
        health.Worked();
        _began.TrySetResult();
    }

    /// <summary>Not while runs of the lost tenure still end: what they left here is taken away first.</summary>
    private bool MayTake => Tenure.Server.Length == 0 || !options.Worker || _cleared == Tenure;

    /// <summary>A new tenure under a new name: what the old one still owned is an orphan like any other.</summary>
    private void Take()
    {
        if (Tenure.Server.Length > 0)
            LogLost(log, Tenure.Server);
        _held.Dispose();
        _held = new CancellationTokenSource();
        Tenure = new Tenure(Tenure.NewServer(options.ServerName, time), _held.Token);
    }

    private long Lease => options.Lease.Ticks / 10;

    private int Execute(NpgsqlConnection connection, string text, params ReadOnlySpan<(string, object?)> values)
    {
        using var command = connection.Sql(database.Dialect.Write(text), values);
        return command.ExecuteNonQuery();
    }

    public void Dispose()
    {
        _ended.Set();
        _thread?.Join();
        _held.Dispose();
        _ended.Dispose();
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The lease of this server could not be renewed")]
    private static partial void LogNotRenewed(ILogger log, Exception failed);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Server {Server} lost its lease; its runs were stopped and go on elsewhere"
    )]
    private static partial void LogLost(ILogger log, string server);
}
