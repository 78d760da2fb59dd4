using System.Diagnostics.Metrics;
using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Polpo.Server.Metrics;

/// <summary>Counts requests by their route, never by their address: that has names and ids in it.</summary>
internal sealed class RequestMeter(RequestDelegate next, TimeProvider time)
{
    private static readonly Meter Meter = new(MetricStore.Meters + "Server");

    private static readonly Counter<long> Requests = Meter.CreateCounter<long>(
        "polpo_http_requests_total",
        description: "Requests by route and status."
    );

    private static readonly Histogram<double> Seconds = Meter.CreateHistogram<double>(
        "polpo_http_request_seconds",
        description: "Until the answer was complete; streams count when they end."
    );

    public async Task InvokeAsync(HttpContext context)
    {
        var began = time.GetTimestamp();
        try
        {
            await next(context);
        }
        finally
        {
            var route = new KeyValuePair<string, object?>("route", RouteOf(context));
            var status = context.Response.StatusCode.ToString(CultureInfo.InvariantCulture);
            Requests.Add(1, new("method", MethodOf(context.Request)), route, new("status", status));
            Seconds.Record(time.GetElapsedTime(began).TotalSeconds, route);
        }
    }

    private static string RouteOf(HttpContext context) =>
        (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "none";

    // Anybody can send any word as a method.
    private static string MethodOf(HttpRequest request) =>
        request.Method is "GET" or "HEAD" or "POST" or "PUT" or "PATCH" or "DELETE" or "OPTIONS"
            ? request.Method
            : "other";
}
