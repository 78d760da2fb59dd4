using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Polpo.Core.Models;

namespace Polpo.Server.Manners;

internal static class MannersFeature
{
    private static readonly string[] Told =
    [
        "Location",
        "ETag",
        "Retry-After",
        "Idempotency-Replayed",
        "RateLimit-Limit",
        "RateLimit-Remaining",
        "RateLimit-Reset",
    ];

    public static IServiceCollection AddManners(this IServiceCollection services) =>
        services
            .AddSingleton(provider =>
            {
                var environment = provider.GetRequiredService<ModelEnvironment>();
                return MannerOptions.Read(name => environment[name]);
            })
            .AddSingleton<RateLimits>()
            .AddCors();

    /// <summary>Scripts of other pages: of none, but those of origins that the server names; and those never with a browser's sign-in.</summary>
    public static void UseOtherOrigins(this WebApplication app)
    {
        var origins = app.Services.GetRequiredService<MannerOptions>().Origins;
        if (origins.Count == 0)
            return;
        app.UseCors(cors =>
            cors.WithOrigins([.. origins])
                .AllowAnyMethod()
                .WithHeaders("Authorization", "Content-Type", "If-Match", "Last-Event-ID", IdempotencyKeys.Header)
                .WithExposedHeaders([.. Told])
        );
    }
}
