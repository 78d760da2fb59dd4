using System.Data.Common;

namespace Polpo.Engine.Storage.Health;

/// <summary>Tells what is wrong with the storage now: after a failure it tries again itself, since perhaps nobody else writes.</summary>
public sealed class StorageProbe
{
    /// <summary>A database that hangs must not hang whoever asks whether it hangs.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly ISql _sql;
    private readonly StorageHealth _health;
    private readonly TimeProvider _time;

    internal StorageProbe(ISql sql, StorageHealth health, TimeProvider time) =>
        (_sql, _health, _time) = (sql, health, time);

    /// <summary>Null: nothing is known to be wrong.</summary>
    public async Task<StorageTrouble?> ExamineAsync(CancellationToken cancellationToken)
    {
        if (_health.Trouble is null)
            return null;
        try
        {
            await WriteAsync(cancellationToken).WaitAsync(Patience, _time, cancellationToken);
        }
        catch (Exception failed) when (failed is DbException or TimeoutException)
        {
            // Noted by the database itself.
        }
        return _health.Trouble;
    }

    /// <summary>Changes nothing, and needs all that a change does.</summary>
    private Task<int> WriteAsync(CancellationToken cancellationToken) =>
        _sql.WriteAsync(
            connection =>
                connection
                    .Sql(
                        "update schema_versions set applied_at = applied_at where name = (select min(name) from schema_versions)"
                    )
                    .RunAsync(cancellationToken),
            cancellationToken
        );
}
