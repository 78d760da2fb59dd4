using Microsoft.Data.Sqlite;

namespace Polpo.Engine.Storage.Upkeep;

/// <summary>
/// Keeps the write-ahead log of an embedded database small. SQLite starts it anew only when nobody reads from it, which among readers
/// without a pause never happens by itself: beyond the bound the writer waits for those that read now, while new ones read the file.
/// </summary>
internal sealed class WriteAheadLog
{
    /// <summary>How long a writer waits for readers before it goes on, and tries again after as much growth as half the bound.</summary>
    private const int PatienceMs = 200;

    private readonly SqliteConnection _connection;
    private readonly string _path;
    private readonly long _bound;
    private long _next;

    public WriteAheadLog(SqliteConnection connection, long bound)
    {
        (_connection, _path, _bound, _next) = (connection, connection.DataSource + "-wal", bound, bound);
        Query($"pragma busy_timeout = {PatienceMs}");
        // What one large transaction has blown up is cut off again when the log starts anew.
        Query($"pragma journal_size_limit = {bound}");
    }

    public void AfterCommit()
    {
        var file = new FileInfo(_path);
        if (!file.Exists || file.Length < _next)
            return;
        var size = file.Length;
        _next = Empty() ? _bound : size + (_bound / 2);
    }

    /// <returns>Whether nobody read from it any more, and it is empty.</returns>
    private bool Empty()
    {
        try
        {
            return Query("pragma wal_checkpoint(truncate)") == 0;
        }
        catch (SqliteException)
        {
            // The file cannot take in its log now, as on a full disk. What was committed is in the log and stays there.
            return false;
        }
    }

    private long Query(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar() is long value ? value : 0;
    }
}
