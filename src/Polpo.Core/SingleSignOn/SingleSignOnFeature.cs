using Microsoft.Extensions.DependencyInjection;
using Polpo.Core.Identity.Families;
using Polpo.Core.SingleSignOn.Arriving;
using Polpo.Core.SingleSignOn.Providers;
using Polpo.Engine.Storage;

namespace Polpo.Core.SingleSignOn;

public static class SingleSignOnFeature
{
    /// <param name="settings">Null: nobody comes in through a provider.</param>
    public static IServiceCollection AddSingleSignOn(this IServiceCollection services, LoginSettings? settings)
    {
        services.AddSingleton<IEntityMapping, SingleSignOnMapping>();
        if (settings is null)
            return services.AddSingleton(new LoginDoor(null));
        return services
            .AddSingleton(settings)
            .AddSingleton<ProviderHttp>()
            .AddSingleton<Discovery>()
            .AddSingleton<GroupRoles>()
            .AddSingleton<Arrivals>()
            .AddSingleton<ILoginProvider>(parts =>
                settings.Type == LoginType.GitHub
                    ? ActivatorUtilities.CreateInstance<GitHubProvider>(parts)
                    : ActivatorUtilities.CreateInstance<OidcProvider>(parts)
            )
            .AddSingleton(parts => new ProviderSignIn(
                parts.GetRequiredService<IDatabase>(),
                settings,
                parts.GetRequiredService<ILoginProvider>(),
                parts.GetRequiredService<SignInFamilies>(),
                parts.GetRequiredService<Arrivals>(),
                parts.GetRequiredService<TimeProvider>()
            ))
            .AddSingleton(parts => new LoginDoor(parts.GetRequiredService<ProviderSignIn>()));
    }
}

/// <summary>The way in through a provider, where there is one.</summary>
/// <param name="Way">Null: none is configured.</param>
public sealed record LoginDoor(ProviderSignIn? Way);
