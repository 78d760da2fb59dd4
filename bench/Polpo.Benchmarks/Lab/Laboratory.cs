using Polpo.Testing.Databases;
using Polpo.Testing.Shipped;

namespace Polpo.Benchmarks.Lab;

/// <summary>What scenarios work with: the shipped program, the model server, and stations, of which one is shared and warm.</summary>
internal sealed class Laboratory : IAsyncDisposable
{
    private Station? _shared;

    public required string Program { get; init; }

    public required Model Model { get; init; }

    /// <summary>The wire that agents speak: <c>openai</c> or <c>anthropic</c>.</summary>
    public required string Wire { get; init; }

    /// <summary>What the scenarios run on: <c>sqlite</c> or <c>postgres</c>. Those that compare both run on both.</summary>
    public required string Database { get; init; }

    public static bool HasPostgres => Directory.Exists("/usr/lib/postgresql/15/bin");

    /// <summary>A server on a small repository, after some tasks: nobody restarts a server for each task.</summary>
    public async Task<Station> SharedAsync(CancellationToken cancellationToken)
    {
        if (_shared is not null)
            return _shared;
        _shared = await SmallAsync(Database, cancellationToken);
        await Warming.RunAsync(_shared, cancellationToken);
        return _shared;
    }

    public Task<Station> SmallAsync(string database, CancellationToken cancellationToken) =>
        NewAsync(database, polpo => Repository.SmallAsync(polpo, "small", cancellationToken), cancellationToken);

    public async Task<Station> NewAsync(
        string database,
        Func<ShippedPolpo, Task<Clone>> repository,
        CancellationToken cancellationToken
    )
    {
        var connection = database == "postgres" ? await PostgresCluster.NewDatabaseAsync(cancellationToken) : null;
        var plan = new StationPlan(Program, Model, $"{Wire}/bench", connection);
        return await Station.StartAsync(plan, repository, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (_shared is not null)
            await _shared.DisposeAsync();
    }
}
