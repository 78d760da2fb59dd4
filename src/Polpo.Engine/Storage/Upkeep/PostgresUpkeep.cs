using Npgsql;
using Polpo.Engine.Storage.Postgres;

namespace Polpo.Engine.Storage.Upkeep;

/// <summary>
/// Upkeep of a PostgreSQL database. Its autovacuum makes room for new rows by itself; what it leaves to a person is statistics right
/// after a large clean-up, and giving the space of many removed blobs back to the disk.
/// </summary>
internal sealed class PostgresUpkeep(PostgresDatabase database) : IUpkeep
{
    private ISql Sql => database;

    public async Task<DatabaseSize> SizeAsync(CancellationToken cancellationToken) =>
        new(
            await Sql.ReadAsync(
                connection =>
                    connection.Sql("select pg_database_size(current_database())").ScalarAsync<long>(cancellationToken),
                cancellationToken
            ),
            Unused: 0,
            Log: 0,
            GivesBack: true
        );

    public Task<bool> ReclaimAsync(CancellationToken cancellationToken) => Task.FromResult(false);

    public async Task<Vacuumed> VacuumAsync(CancellationToken cancellationToken)
    {
        var before = await SizeAsync(cancellationToken);
        await using (var connection = await database.Source.OpenConnectionAsync(cancellationToken))
        {
            foreach (var table in await TablesAsync(connection, cancellationToken))
            {
                // Outside of a transaction, and one table after the other: each keeps its readers and writers.
                await using var command = connection.Sql($"vacuum (analyze) {table}");
                command.CommandTimeout = 0;
                await command.ExecuteNonQueryAsync(cancellationToken);
            }
        }
        var after = await SizeAsync(cancellationToken);
        return new Vacuumed(
            before.Bytes,
            after.Bytes,
            "Freed space is used again for new rows. To give it back to the disk run, while nobody works, on the database: vacuum full blob_chunks, facts"
        );
    }

    private static Task<List<string>> TablesAsync(NpgsqlConnection connection, CancellationToken cancellationToken) =>
        connection
            .Sql("select quote_ident(tablename) from pg_tables where schemaname = current_schema() order by tablename")
            .RowsAsync(row => row.GetString(0), cancellationToken);
}
