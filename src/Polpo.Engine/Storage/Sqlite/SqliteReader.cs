using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Polpo.Engine.Storage.Sqlite;

/// <summary>A connection that only reads and the context that goes with it: one query at a time, each with a view of its own.</summary>
internal sealed class SqliteReader(SqliteConnection connection, PolpoDb db) : IAsyncDisposable, IDisposable
{
    /// <summary>For plain SQL, outside of any transaction.</summary>
    public SqliteConnection Connection => connection;

    public async Task<T> ReadAsync<T>(Func<PolpoDb, Task<T>> query, CancellationToken cancellationToken)
    {
        await using var view = connection.BeginTransaction(deferred: true);
        await db.Database.UseTransactionAsync(view, cancellationToken);
        var answer = await query(db);
        await db.Database.UseTransactionAsync(null, cancellationToken);
        db.ChangeTracker.Clear();
        return answer;
    }

    public async ValueTask DisposeAsync()
    {
        await db.DisposeAsync();
        await connection.DisposeAsync();
    }

    public void Dispose()
    {
        db.Dispose();
        connection.Dispose();
    }
}
