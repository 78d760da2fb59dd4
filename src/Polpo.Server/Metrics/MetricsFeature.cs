using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Polpo.Core.Access;
using Polpo.Core.Models;
using Polpo.Engine.Kernel;
using Polpo.Server.Access;

namespace Polpo.Server.Metrics;

/// <summary>Who may read <c>/metrics</c>. It tells of the whole installation, so that it is not there unless it is asked for.</summary>
internal enum MetricsDoor
{
    Closed,

    /// <summary>Whoever may see the settings, with a key.</summary>
    Key,

    /// <summary>Every program on this machine.</summary>
    Loopback,
}

internal static class MetricsFeature
{
    private const string Variable = "POLPO_METRICS";

    public static IServiceCollection AddMetricsDoor(this IServiceCollection services) =>
        services.AddSingleton<MetricStore>().AddSingleton<Gauges>();

    public static void UseRequestMeter(this WebApplication app)
    {
        if (DoorOf(app) == MetricsDoor.Closed)
            return;
        // Made now: what was measured before somebody listens is lost.
        app.Services.GetRequiredService<MetricStore>();
        app.UseMiddleware<RequestMeter>();
    }

    public static void MapMetrics(this WebApplication app)
    {
        var door = DoorOf(app);
        if (door == MetricsDoor.Closed)
            return;
        var route = app.MapGet("/metrics", ReadAsync).ExcludeFromDescription();
        if (door == MetricsDoor.Key)
            route.Needs(PermissionKeys.SettingsView);
        else
            route
                .AllowAnonymous()
                .AddEndpointFilter((call, next) => IsLocal(call.HttpContext) ? next(call) : throw NotHere());
    }

    private static async Task<IResult> ReadAsync(MetricStore store, Gauges gauges, CancellationToken cancellationToken)
    {
        var text = new StringBuilder();
        store.Write(text);
        await gauges.WriteAsync(text, cancellationToken);
        return TypedResults.Text(text.ToString(), "text/plain; version=0.0.4; charset=utf-8");
    }

    private static MetricsDoor DoorOf(WebApplication app) =>
        app.Services.GetRequiredService<ModelEnvironment>()[Variable] switch
        {
            null => MetricsDoor.Closed,
            "key" => MetricsDoor.Key,
            "loopback" => MetricsDoor.Loopback,
            var other => throw new RefusedException(
                Refusal.Invalid,
                $"{Variable} is \"{other}\". Write key (who may see the settings reads /metrics), loopback (every program on this machine), or leave it out."
            ),
        };

    // What a proxy brings comes from anywhere.
    private static bool IsLocal(HttpContext context) =>
        (context.Connection.RemoteIpAddress is not { } address || IPAddress.IsLoopback(address))
        && !context.Request.Headers.ContainsKey("X-Forwarded-For")
        && !context.Request.Headers.ContainsKey("Forwarded");

    private static RefusedException NotHere() =>
        new(Refusal.NotFound, "/metrics answers programs on the server's own machine only.");
}
