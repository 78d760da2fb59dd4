using Polpo.Engine;

namespace Polpo.Testing.Databases;

/// <summary>A fresh database and data folder, gone with the test.</summary>
public sealed class TestDatabase : IAsyncDisposable
{
    private TestDatabase(string home, string? connection)
    {
        Home = home;
        Connection = connection;
    }

    public string Home { get; }

    /// <summary>Null on SQLite.</summary>
    public string? Connection { get; }

    /// <summary>With a lease that no busy machine outlasts; tests of leases take a short one.</summary>
    public EngineOptions Options =>
        new()
        {
            Home = Home,
            Database = Connection,
            Lease = TimeSpan.FromMinutes(1),
        };

    public static async Task<TestDatabase> CreateAsync(Database database, CancellationToken cancellationToken)
    {
        var connection =
            database is Database.Postgres ? await PostgresCluster.NewDatabaseAsync(cancellationToken) : null;
        return new TestDatabase(Directory.CreateTempSubdirectory("polpo-test-").FullName, connection);
    }

    /// <summary>The database of another process.</summary>
    internal static TestDatabase Existing(string home, string? connection) => new(home, connection);

    public async ValueTask DisposeAsync()
    {
        Directory.Delete(Home, recursive: true);
        if (Connection is not null)
            await PostgresCluster.DropAsync(Connection, CancellationToken.None);
    }
}
