using System.Runtime.InteropServices;

namespace Polpo.Benchmarks.Measuring;

/// <summary>What a durable transaction costs on this disk, with nothing of ours around it: the system's SQLite, WAL, synchronous=FULL.</summary>
internal sealed partial class SqliteFloor : IDisposable
{
    private readonly nint _database;

    public SqliteFloor(string path)
    {
        Check(Open(path, out _database));
        Run("pragma journal_mode = wal");
        Run("pragma synchronous = full");
        Run("create table t (n integer primary key)");
    }

    public void Commit() => Run("begin immediate; insert into t default values; commit");

    public void Dispose() => _ = Close(_database);

    private void Run(string sql) => Check(Execute(_database, sql, 0, 0, 0));

    private static void Check(int result)
    {
        if (result != 0)
            throw new InvalidOperationException($"SQLite refused with code {result}.");
    }

    [LibraryImport("libsqlite3.so.0", EntryPoint = "sqlite3_open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, out nint database);

    [LibraryImport("libsqlite3.so.0", EntryPoint = "sqlite3_exec", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Execute(nint database, string sql, nint callback, nint argument, nint error);

    [LibraryImport("libsqlite3.so.0", EntryPoint = "sqlite3_close")]
    private static partial int Close(nint database);
}
