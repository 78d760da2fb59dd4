using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Polpo.Core;
using Polpo.Engine.Kernel;
using Polpo.Testing.Simulation.Ports;
using Polpo.Testing.Simulation.World;

namespace Polpo.Testing.Simulation;

/// <summary>The real composition of a server on a real database; only clock, model network, git and sandboxes are simulated. Dies, and is started again.</summary>
internal sealed class SimulatedServer : IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private readonly SimulatedClock.ServerTime _time;
    private readonly IHostedService[] _hosted;

    private SimulatedServer(ServiceProvider services, SimulatedClock.ServerTime time, SimulatedStorage storage)
    {
        (_services, _time, Storage) = (services, time, storage);
        _hosted = [.. services.GetServices<IHostedService>()];
    }

    public SimulatedStorage Storage { get; }

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    /// <param name="ports">Replaces the ports, given the server's clock.</param>
    public static async Task<SimulatedServer> StartAsync(
        string home,
        SimulatedClock clock,
        SimulatedStorage storage,
        Action<IServiceCollection, SimulatedClock.ServerTime> ports,
        CancellationToken cancellationToken
    )
    {
        var time = clock.Server();
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(time);
        services.AddSingleton<ILoggerFactory>(NullLoggerFactory.Instance);
        services.AddSingleton(typeof(ILogger<>), typeof(Logger<>));
        services.AddPolpoCore(
            new PolpoCoreOptions
            {
                Home = new PolpoHome(home),
                ServerName = "simulated",
                Variables = new Dictionary<string, string>
                {
                    ["OPENAI_API_KEY"] = "sk-simulated",
                    ["OPENAI_BASE_URL"] = "http://model.invalid/v1",
                    ["POLPO_MODEL"] = "openai/simulated",
                    ["POLPO_SPARES"] = "0",
                },
            }
        );
        storage.Over(services);
        ports(services, time);
        var server = new SimulatedServer(services.BuildServiceProvider(), time, storage);
        foreach (var early in server._hosted.OfType<IHostedLifecycleService>())
            await early.StartingAsync(cancellationToken);
        foreach (var hosted in server._hosted)
            await hosted.StartAsync(cancellationToken);
        return server;
    }

    /// <summary>Leaves everything as it stands, as a process does that is killed.</summary>
    public async Task AbandonAsync()
    {
        Storage.DieNow();
        _time.Dead = true;
        await _services.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var hosted in _hosted.Reverse())
            await hosted.StopAsync(CancellationToken.None);
        _time.Dead = true;
        await _services.DisposeAsync();
    }
}
