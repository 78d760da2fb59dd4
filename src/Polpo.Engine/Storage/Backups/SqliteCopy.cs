using Microsoft.Data.Sqlite;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage.Sqlite;

namespace Polpo.Engine.Storage.Backups;

/// <summary>A copy of the embedded database by SQLite itself: its writer goes on meanwhile, in this process or another.</summary>
internal sealed class SqliteCopy : IDatabaseCopy
{
    private const int Patience = 30;

    private readonly PolpoHome _home;

    public SqliteCopy(PolpoHome home)
    {
        SqliteLibrary.EnsureLoaded();
        _home = home;
    }

    public string Kind => "sqlite";

    public string FileName => "polpo.db";

    public async Task<IReadOnlyList<string>> SaveAsync(string path, CancellationToken cancellationToken)
    {
        var source = Path.Combine(_home.Root, FileName);
        if (!File.Exists(source))
            throw new RefusedException(
                Refusal.NotFound,
                $"There is no database in {_home.Root}. Set POLPO_HOME to the server's data folder; where it uses PostgreSQL, name that with --database."
            );
        await using var from = await OpenAsync(source, SqliteOpenMode.ReadWrite, cancellationToken);
        await using var to = await OpenAsync(path, SqliteOpenMode.ReadWriteCreate, cancellationToken);
        from.BackupDatabase(to);
        return await StepsAsync(to, cancellationToken);
    }

    public Task RequireEmptyAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task<IReadOnlyList<string>> LoadAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            await using var database = await OpenAsync(path, SqliteOpenMode.ReadWrite, cancellationToken);
            var said = await database.Sql("pragma quick_check(1)").ScalarAsync<string>(cancellationToken);
            if (said == "ok")
                return await StepsAsync(database, cancellationToken);
        }
        catch (SqliteException)
        {
            // No database at all.
        }
        throw new RefusedException(Refusal.Invalid, "The database in the backup is damaged. Use another backup.");
    }

    private static async Task<IReadOnlyList<string>> StepsAsync(
        SqliteConnection database,
        CancellationToken cancellationToken
    ) => await database.Sql(DatabaseCopies.Steps).RowsAsync(row => row.GetString(0), cancellationToken);

    private static async Task<SqliteConnection> OpenAsync(
        string path,
        SqliteOpenMode mode,
        CancellationToken cancellationToken
    )
    {
        var file = new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Mode = mode,
            Pooling = false,
            DefaultTimeout = Patience,
        };
        var connection = new SqliteConnection(file.ToString());
        await connection.OpenAsync(cancellationToken);
        return connection;
    }
}
