using System.Data.Common;
using Polpo.Engine.Kernel;

namespace Polpo.Engine.Storage.Migrations;

/// <summary>Brings a database to the schema of this binary, forward only, each step in its own transaction.</summary>
internal sealed class Migrator(ISql sql, IReadOnlyList<Migration> migrations, TimeProvider time)
{
    /// <exception cref="RefusedException">The database is newer than this binary, or a step that was applied reads differently now.</exception>
    public async Task MigrateAsync(CancellationToken cancellationToken)
    {
        await sql.WriteAsync(
            connection =>
                connection
                    .Sql(
                        "create table if not exists schema_versions (name text not null primary key, checksum text not null, applied_at bigint not null)"
                    )
                    .RunAsync(cancellationToken),
            cancellationToken
        );
        var applied = await sql.ReadAsync(connection => AppliedAsync(connection, cancellationToken), cancellationToken);
        RequireKnown(applied);
        foreach (var migration in migrations.Where(migration => !applied.ContainsKey(migration.Name)))
            await sql.WriteAsync(connection => ApplyAsync(connection, migration, cancellationToken), cancellationToken);
    }

    private void RequireKnown(Dictionary<string, string> applied)
    {
        foreach (var (name, checksum) in applied.OrderBy(version => version.Key, StringComparer.Ordinal))
        {
            var known =
                migrations.FirstOrDefault(migration => migration.Name == name)
                ?? throw new RefusedException(
                    Refusal.Unavailable,
                    $"The database was written by a newer Polpo (it has {name}, which this version does not know). Use that version, or restore a backup."
                );
            if (known.Checksum != checksum)
                throw new RefusedException(
                    Refusal.Unavailable,
                    $"{name} was applied to the database with another content than this version has. Use the version that wrote it, or restore a backup."
                );
        }
    }

    private async Task<bool> ApplyAsync(
        DbConnection connection,
        Migration migration,
        CancellationToken cancellationToken
    )
    {
        // The version row first: where two servers start at once, the second waits here and finds the step done.
        var mine = await connection
            .Sql(
                "insert into schema_versions (name, checksum, applied_at) values (@name, @checksum, @at) on conflict (name) do nothing",
                ("name", migration.Name),
                ("checksum", migration.Checksum),
                ("at", StoredForms.ToMicros(time.GetUtcNow()))
            )
            .RunAsync(cancellationToken);
        if (mine == 1)
            await connection.Sql(sql.Dialect.Write(migration.Sql)).RunAsync(cancellationToken);
        return mine == 1;
    }

    private static async Task<Dictionary<string, string>> AppliedAsync(
        DbConnection connection,
        CancellationToken cancellationToken
    )
    {
        var rows = await connection
            .Sql("select name, checksum from schema_versions")
            .RowsAsync(row => (Name: row.GetString(0), Checksum: row.GetString(1)), cancellationToken);
        return rows.ToDictionary(row => row.Name, row => row.Checksum, StringComparer.Ordinal);
    }
}
