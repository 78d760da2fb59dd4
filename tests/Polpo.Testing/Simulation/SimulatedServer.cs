using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Polpo.Core;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage;
using Polpo.Engine.Storage.Health;
using Polpo.Engine.Storage.Sqlite;
using Polpo.Testing.Simulation.Ports;
using Polpo.Testing.Simulation.World;

namespace Polpo.Testing.Simulation;

/// <summary>The real composition of a server on a real database; only clock, model network, git and sandboxes are simulated. Dies, and is started again.</summary>
internal sealed class SimulatedServer
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
        try
        {
            foreach (var early in server._hosted.OfType<IHostedLifecycleService>())
                await early.StartingAsync(cancellationToken);
            foreach (var hosted in server._hosted)
                await hosted.StartAsync(cancellationToken);
            return server;
        }
        catch (StorageException)
        {
            await server.AbandonAsync();
            throw;
        }
    }

    /// <summary>How many subjects run, and when the next one is due, by the simulation's time.</summary>
    public async Task<(long Running, DateTimeOffset? Due)> DueAsync(
        SimulatedClock clock,
        CancellationToken cancellationToken
    )
    {
        // Not by way of the simulated storage: this is the simulation's own look.
        var (running, due) = await ((ISql)Get<SqliteDatabase>()).ReadAsync(
            async connection =>
                (
                    await connection
                        .Sql("select count(*) from subjects where owner is not null")
                        .ScalarAsync<long>(cancellationToken),
                    await connection
                        .Sql("select coalesce(min(due_at), 0) from subjects where owner is null and due_at is not null")
                        .ScalarAsync<long>(cancellationToken)
                ),
            cancellationToken
        );
        return (running, due == 0 ? null : StoredForms.FromMicros(due) - (clock.Wall - clock.Now));
    }

    /// <summary>The subjects that are not asleep, each in words.</summary>
    public async Task<IReadOnlyList<string>> OpenSubjectsAsync(CancellationToken cancellationToken) =>
        await ((ISql)Get<SqliteDatabase>()).ReadAsync(
            connection =>
                connection
                    .Sql(
                        "select kind, id, owner is not null, coalesce(due_at, 0), wanted, handled, began, failures from subjects where owner is not null or due_at is not null"
                    )
                    .RowsAsync(
                        row =>
                            $"{row.GetString(0)} {row.GetString(1)} {(row.GetInt64(2) == 1 ? "runs" : $"is due {StoredForms.FromMicros(row.GetInt64(3)):u}")} (wanted {row.GetInt64(4)}, handled {row.GetInt64(5)}, began {row.GetInt64(6)}, failures {row.GetInt64(7)})",
                        cancellationToken
                    ),
            cancellationToken
        );

    /// <summary>Leaves everything as it stands, as a process does that is killed.</summary>
    public async Task AbandonAsync()
    {
        Storage.DieNow();
        _time.Dead = true;
        await _services.DisposeAsync();
    }
}
