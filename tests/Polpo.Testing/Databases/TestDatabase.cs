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

    public EngineOptions Options => new() { Home = Home, Database = Connection };

    public static Task<TestDatabase> CreateAsync(Database database, CancellationToken cancellationToken)
    {
        var home = Directory.CreateTempSubdirectory("polpo-test-").FullName;
        return Task.FromResult(new TestDatabase(home, null));
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(Home, recursive: true);
        return ValueTask.CompletedTask;
    }
}
