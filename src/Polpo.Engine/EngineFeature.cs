using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Polpo.Engine.Blobs;
using Polpo.Engine.Effects;
using Polpo.Engine.Journal;
using Polpo.Engine.Journal.Live;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage;
using Polpo.Engine.Storage.Health;
using Polpo.Engine.Storage.Postgres;
using Polpo.Engine.Storage.Sqlite;
using Polpo.Engine.Storage.Upkeep;
using Polpo.Engine.Subjects;

namespace Polpo.Engine;

/// <summary>Where and as whom the engine runs.</summary>
public sealed record EngineOptions
{
    /// <summary>The data folder.</summary>
    public required string Home { get; init; }

    /// <summary>Null: the embedded database in the data folder. Else a PostgreSQL connection string, such as <c>Host=…;Database=polpo</c>.</summary>
    public string? Database { get; init; }

    /// <summary>The name of this server in logs and claims.</summary>
    public string ServerName { get; init; } = "local";

    /// <summary>Whether this server runs what is due, or only answers requests.</summary>
    public bool Worker { get; init; } = true;

    /// <summary>What this server does, for people: <c>web</c>, <c>worker</c>, or both.</summary>
    public string Roles { get; init; } = "worker";

    /// <summary>On PostgreSQL: the name of this server's disk; null: a lasting one, kept in the data folder.</summary>
    public string? Disk { get; init; }

    /// <summary>On PostgreSQL: how long after its death a server's work is taken over.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromMilliseconds(1500);

    /// <summary>Kinds of subjects of which only some are run; those of other kinds all are.</summary>
    public OwnWork Own { get; init; } = OwnWork.All;

    /// <summary>On the embedded database: bytes beyond which its write-ahead log is emptied, even when that has to wait for readers.</summary>
    public long LogBound { get; init; } = 64L << 20;
}

/// <summary>Storage, blobs, journal, subjects and effects. The schema is brought up to date before any other hosted service starts.</summary>
public static class EngineFeature
{
    public static IServiceCollection AddEngine(this IServiceCollection services, EngineOptions options)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(options);
        services.AddSingleton(options.Own);
        services.AddSingleton(new PolpoHome(options.Home));
        services.AddSingleton<Signals>();
        services.AddSingleton<ServerDisk>();
        services.AddStorageHealth();
        if (options.Database is null)
            services.AddEmbeddedDatabase();
        else
            services.AddPostgresDatabase();
        services.AddSingleton<BlobRemovals>();
        services.AddSingleton<IJournal, Journal.Journal>();
        services.AddSingleton<LiveFrames>();
        services.AddSingleton(provider => new NamedBlobs(
            provider.GetRequiredService<IDatabase>(),
            provider.GetRequiredService<ISql>()
        ));
        services.AddSingleton(provider => new BlobReferences(
            provider.GetRequiredService<IDatabase>(),
            provider.GetRequiredService<ISql>()
        ));
        services.AddSingleton<IEntityMapping, EffectMapping>();
        services.AddSingleton<ISubjectHandler, EffectHandler>();
        services.AddSingleton<EffectCommands>();
        services.AddHostedService<EngineStart>();
        if (options.Database is not null)
            services.AddHostedService<PostgresNotices>();
        services.AddSubjects(options);
        return services;
    }

    private static void AddSubjects(this IServiceCollection services, EngineOptions options)
    {
        services.AddSingleton<SubjectStore>();
        services.AddSingleton(provider => new SubjectStates(provider.GetRequiredService<ISql>()));
        services.AddSingleton(provider => new SubjectAudit(
            provider.GetRequiredService<ISql>(),
            provider.GetRequiredService<EngineOptions>(),
            provider.GetRequiredService<IOwnership>()
        ));
        services.AddSingleton(provider => new SubjectLines(provider.GetRequiredService<ISql>()));
        services.AddSingleton(provider => new SleepingSubjects(provider.GetRequiredService<ISql>()));
        services.AddSingleton(provider => new Idleness(
            provider.GetServices<ISubjectHandler>(),
            provider.GetRequiredService<SubjectStore>(),
            provider.GetRequiredService<Signals>()
        ));
        services.AddSingleton(provider => new ServerList(
            provider.GetRequiredService<ISql>(),
            provider.GetRequiredService<IOwnership>()
        ));
        if (options.Worker)
            services.AddHostedService<SubjectWorker>();
        else if (options.Database is not null)
            services.AddHostedService<ServerPresence>();
    }

    private static void AddStorageHealth(this IServiceCollection services)
    {
        services.AddSingleton<StorageHealth>();
        services.AddSingleton(provider => new StorageProbe(
            provider.GetRequiredService<ISql>(),
            provider.GetRequiredService<StorageHealth>(),
            provider.GetRequiredService<TimeProvider>()
        ));
    }

    private static void AddEmbeddedDatabase(this IServiceCollection services)
    {
        services.AddSingleton<SqliteDatabase>();
        services.AddSingleton<IDatabase>(provider => provider.GetRequiredService<SqliteDatabase>());
        services.AddSingleton<ISql>(provider => provider.GetRequiredService<SqliteDatabase>());
        services.AddSingleton<IUpkeep, SqliteUpkeep>();
        services.AddSingleton<DirectoryBlobs>();
        services.AddSingleton<IBlobs>(provider => provider.GetRequiredService<DirectoryBlobs>());
        services.AddSingleton<IBlobStock>(provider => provider.GetRequiredService<DirectoryBlobs>());
        services.AddSingleton<IOwnership, EmbeddedOwnership>();
    }

    private static void AddPostgresDatabase(this IServiceCollection services)
    {
        services.AddSingleton<PostgresDatabase>();
        services.AddSingleton<IDatabase>(provider => provider.GetRequiredService<PostgresDatabase>());
        services.AddSingleton<ISql>(provider => provider.GetRequiredService<PostgresDatabase>());
        services.AddSingleton<IUpkeep, PostgresUpkeep>();
        services.AddSingleton<DatabaseBlobs>();
        services.AddSingleton<IBlobs>(provider => provider.GetRequiredService<DatabaseBlobs>());
        services.AddSingleton<IBlobStock>(provider => provider.GetRequiredService<DatabaseBlobs>());
        services.AddSingleton<IOwnership, LeasedOwnership>();
    }
}
