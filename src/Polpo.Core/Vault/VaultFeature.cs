using Microsoft.Extensions.DependencyInjection;
using Polpo.Core.Vault.Entries;
using Polpo.Core.Vault.Keys;
using Polpo.Core.Vault.Sharing;
using Polpo.Core.Vault.Storage;
using Polpo.Core.Vault.Uses;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage;

namespace Polpo.Core.Vault;

public sealed record VaultOptions
{
    /// <summary>Master keys of 64 hexadecimal digits, separated by commas, the newest first; null: the file in the data folder.</summary>
    public string? Keys { get; init; }

    /// <summary>Environment variables that values may refer to, separated by commas; null: none.</summary>
    public string? References { get; init; }

    /// <summary>The server's environment.</summary>
    public Func<string, string?> Variables { get; init; } = _ => null;
}

public static class VaultFeature
{
    public static IServiceCollection AddVault(this IServiceCollection services, VaultOptions? options = null) =>
        services
            .AddSingleton(options ?? new VaultOptions())
            .AddSingleton<VaultKeyring>()
            .AddSingleton<VaultStore>()
            .AddSingleton<PartSecrets>()
            .AddSingleton<VaultUses>()
            .AddSingleton<EnvironmentReferences>()
            .AddSingleton<IEntityMapping, SharedVaultMapping>()
            .AddSingleton<SharedVaults>()
            .AddSingleton(all => new VaultSecrets(
                all.GetRequiredService<VaultStore>(),
                all.GetRequiredService<EnvironmentReferences>(),
                all.GetRequiredService<SharedVaults>()
            ))
            .AddSingleton(all => new VaultCommands(
                all.GetRequiredService<VaultStore>(),
                all.GetRequiredService<EnvironmentReferences>(),
                all.GetRequiredService<SharedVaults>(),
                all.GetRequiredService<IDatabase>(),
                all.GetRequiredService<TimeProvider>()
            ));

    /// <summary>Where several servers share a database.</summary>
    public static IServiceCollection AddVaultSharing(this IServiceCollection services) =>
        services.AddHostedService<VaultArrival>();
}
