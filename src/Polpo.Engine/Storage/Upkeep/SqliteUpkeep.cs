using System.Data.Common;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage.Sqlite;

namespace Polpo.Engine.Storage.Upkeep;

/// <summary>Upkeep of the embedded database.</summary>
internal sealed class SqliteUpkeep(SqliteDatabase database, PolpoHome home) : IUpkeep
{
    /// <summary>4 MB at pages of 4 KB: some milliseconds of the writer.</summary>
    private const int PagesAtOnce = 1024;

    private const long Incremental = 2;

    private ISql Sql => database;

    private string DatabaseFile => home.At("polpo.db");

    public async Task<DatabaseSize> SizeAsync(CancellationToken cancellationToken)
    {
        var (page, free, mode) = await Sql.ReadAsync(
            async connection =>
                (
                    await PragmaAsync(connection, "page_size", cancellationToken),
                    await PragmaAsync(connection, "freelist_count", cancellationToken),
                    await PragmaAsync(connection, "auto_vacuum", cancellationToken)
                ),
            cancellationToken
        );
        return new DatabaseSize(Length(DatabaseFile), page * free, Length(DatabaseFile + "-wal"), mode == Incremental);
    }

    public Task<bool> ReclaimAsync(CancellationToken cancellationToken) =>
        Sql.WriteAsync(
            async connection =>
            {
                if (await PragmaAsync(connection, "auto_vacuum", cancellationToken) != Incremental)
                    return false;
                // One row a page: it has to be read to its end.
                await connection.Sql($"pragma incremental_vacuum({PagesAtOnce})").RowsAsync(_ => 0, cancellationToken);
                return await PragmaAsync(connection, "freelist_count", cancellationToken) > 0;
            },
            cancellationToken
        );

    public async Task<Vacuumed> VacuumAsync(CancellationToken cancellationToken)
    {
        var before = Length(DatabaseFile) + Length(DatabaseFile + "-wal");
        RequireSpace(before);
        await database.AloneAsync(
            async connection =>
            {
                // Its copy would else be built in memory.
                await connection.Sql("pragma temp_store = file").RunAsync(cancellationToken);
                await connection.Sql("pragma auto_vacuum = incremental").RunAsync(cancellationToken);
                await connection.Sql("vacuum").RunAsync(cancellationToken);
                await connection.Sql("pragma temp_store = memory").RunAsync(cancellationToken);
                await connection.Sql("pragma wal_checkpoint(truncate)").RowsAsync(_ => 0, cancellationToken);
                return true;
            },
            cancellationToken
        );
        return new Vacuumed(
            before,
            Length(DatabaseFile) + Length(DatabaseFile + "-wal"),
            "Unused space goes back to the disk by itself from now on."
        );
    }

    /// <summary>The new file is built in the temporary folder and then written through the log: each needs as much as the database.</summary>
    private void RequireSpace(long bytes)
    {
        foreach (var folder in new[] { home.Root, Path.GetTempPath() })
        {
            var free = new DriveInfo(folder).AvailableFreeSpace;
            if (free < 2 * bytes)
                throw new RefusedException(
                    Refusal.Unavailable,
                    $"Rewriting the database needs {2 * bytes / (1 << 20) + 1} MB in {folder}, and {free / (1 << 20)} MB are free. Free some, or clean first: polpo storage clean"
                );
        }
    }

    private static Task<long> PragmaAsync(DbConnection connection, string name, CancellationToken cancellationToken) =>
        connection.Sql($"pragma {name}").ScalarAsync<long>(cancellationToken);

    private static long Length(string path) => new FileInfo(path) is { Exists: true } file ? file.Length : 0;
}
