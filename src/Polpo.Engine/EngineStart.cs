using Microsoft.Extensions.Hosting;
using Polpo.Engine.Storage;
using Polpo.Engine.Storage.Migrations;

namespace Polpo.Engine;

/// <summary>Brings the schema up to date before any other hosted service starts.</summary>
internal sealed class EngineStart(ISql sql, IEnumerable<IEntityMapping> mappings, TimeProvider time)
    : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken)
    {
        // A feature brings its tables beside its mapping.
        var assemblies = mappings.Select(mapping => mapping.GetType().Assembly).Prepend(typeof(EngineStart).Assembly);
        return new Migrator(sql, Migration.In(assemblies), time).MigrateAsync(cancellationToken);
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
