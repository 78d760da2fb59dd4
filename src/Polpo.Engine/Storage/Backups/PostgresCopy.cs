using Npgsql;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage.Health;
using Polpo.Engine.Storage.Postgres;

namespace Polpo.Engine.Storage.Backups;

/// <summary>A copy of a PostgreSQL database by its own programs, of one snapshot.</summary>
internal sealed class PostgresCopy(EngineOptions options) : IDatabaseCopy
{
    public string Kind => "postgresql";

    public string FileName => "database.dump";

    public async Task<IReadOnlyList<string>> SaveAsync(string path, CancellationToken cancellationToken)
    {
        var steps = await AskAsync(DatabaseCopies.Steps, cancellationToken);
        await PostgresPrograms.RunAsync(
            "pg_dump",
            options.Database!, // a copy of PostgreSQL has a connection
            ["--format=custom", "--no-owner", "--no-privileges", "--no-password", "--file", path],
            cancellationToken
        );
        return steps;
    }

    public async Task RequireEmptyAsync(CancellationToken cancellationToken)
    {
        var tables = await AskAsync(
            "select tablename::text from pg_tables where schemaname not in ('pg_catalog', 'information_schema')",
            cancellationToken
        );
        if (tables.Count > 0)
            throw new RefusedException(
                Refusal.Conflict,
                $"The database has tables already ({tables[0]} …). Restore into a new one: createdb polpo_restored"
            );
    }

    public async Task<IReadOnlyList<string>> LoadAsync(string path, CancellationToken cancellationToken)
    {
        var name = new NpgsqlConnectionStringBuilder(options.Database).Database ?? "";
        var quoted = name.Replace("\\", @"\\", StringComparison.Ordinal).Replace("'", @"\'", StringComparison.Ordinal);
        await PostgresPrograms.RunAsync(
            "pg_restore",
            options.Database!, // a copy of PostgreSQL has a connection
            [
                "--exit-on-error",
                "--single-transaction",
                "--no-owner",
                "--no-privileges",
                "--no-password",
                "--dbname",
                $"dbname='{quoted}'",
                path,
            ],
            cancellationToken
        );
        return await AskAsync(DatabaseCopies.Steps, cancellationToken);
    }

    private async Task<IReadOnlyList<string>> AskAsync(string query, CancellationToken cancellationToken)
    {
        await using var source = PostgresSource.Create(options);
        try
        {
            await using var connection = await source.OpenConnectionAsync(cancellationToken);
            return await connection.Sql(query).RowsAsync(row => row.GetString(0), cancellationToken);
        }
        catch (PostgresException missing) when (missing.SqlState == PostgresErrorCodes.UndefinedTable)
        {
            throw new RefusedException(
                Refusal.NotFound,
                "The database has nothing of Polpo in it. Name the server's own with --database.",
                missing
            );
        }
        catch (NpgsqlException failed) when (PostgresFailure.Of(failed, source) is { } trouble)
        {
            throw new RefusedException(Refusal.Unavailable, trouble.Message, failed);
        }
    }
}
