using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Polpo.Engine;
using Polpo.Engine.Blobs;
using Polpo.Engine.Journal;
using Polpo.Engine.Storage;
using Polpo.Engine.Subjects;

namespace Polpo.Testing.Databases;

/// <summary>A started engine on a <see cref="TestDatabase"/>: one server of an installation. Several may share one on PostgreSQL.</summary>
public sealed class TestEngine : IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private readonly IHostedService[] _hosted;

    private TestEngine(ServiceProvider services)
    {
        _services = services;
        _hosted = [.. services.GetServices<IHostedService>()];
    }

    public IServiceProvider Services => _services;

    public IDatabase Database => Get<IDatabase>();

    public IJournal Journal => Get<IJournal>();

    public IBlobs Blobs => Get<IBlobs>();

    public Idleness Idleness => Get<Idleness>();

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    public static Task<TestEngine> StartAsync(
        TestDatabase database,
        Action<IServiceCollection>? add,
        CancellationToken cancellationToken
    ) => StartAsync(database, add, options => options, cancellationToken);

    /// <param name="add">Handlers, mappings, wake rules and whatever else the test is about.</param>
    /// <param name="replace">What stands in for a part of the engine.</param>
    public static async Task<TestEngine> StartAsync(
        TestDatabase database,
        Action<IServiceCollection>? add,
        Func<EngineOptions, EngineOptions> adjust,
        CancellationToken cancellationToken,
        Action<IServiceCollection>? replace = null
    )
    {
        var services = new ServiceCollection();
        services.AddSingleton<ILoggerFactory>(NullLoggerFactory.Instance);
        services.AddSingleton(typeof(ILogger<>), typeof(Logger<>));
        add?.Invoke(services);
        services.AddEngine(adjust(database.Options));
        replace?.Invoke(services);
        var engine = new TestEngine(services.BuildServiceProvider());
        foreach (var early in engine._hosted.OfType<IHostedLifecycleService>())
            await early.StartingAsync(cancellationToken);
        foreach (var hosted in engine._hosted)
            await hosted.StartAsync(cancellationToken);
        return engine;
    }

    /// <summary>Leaves everything as it stands, as a process does that is killed; what it holds of the data folder is free again.</summary>
    public ValueTask AbandonAsync() => _services.DisposeAsync();

    /// <summary>Stops as a server does that was asked to: its runs are cancelled, ended and given up.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var hosted in _hosted.Reverse())
            await hosted.StopAsync(CancellationToken.None);
        await _services.DisposeAsync();
    }
}
