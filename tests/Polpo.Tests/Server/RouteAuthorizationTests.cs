using System.Net;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Shouldly;
using Xunit;

namespace Polpo.Tests.Server;

/// <summary>Every route × nobody.</summary>
public sealed partial class RouteAuthorizationTests : ServerSuite
{
    /// <summary>What nobody may reach, approved. This list only shrinks.</summary>
    private static readonly string[] Open =
    [
        // How one signs in, and the way there and back: who does so is nobody yet.
        "GET /api/v1/sign-in",
        "GET /health",
        "GET /openapi/v1.json",
        "GET /sign-in",
        "GET /sign-in/callback",
        "GET /sign-in/provider",
        "GET {*path:nonfile}",
        // Who renews shows a refresh token, and nothing else any more.
        "POST /api/v1/sign-in/renewals",
    ];

    [Fact]
    public void Only_the_approved_routes_are_open() =>
        Routes().Where(route => route.IsOpen).Select(route => route.Name).Order(StringComparer.Ordinal).ShouldBe(Open);

    [Fact]
    public async Task Nobody_gets_401_from_every_other_route()
    {
        var closed = Routes().Where(route => !route.IsOpen).ToList();
        closed.Count.ShouldBeGreaterThan(3);
        foreach (var route in closed)
        {
            using var answer = await Polpo.Client().SendAsync(Request(route.Method, route.Path), Stop);
            answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized, route.Name);
            answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json", route.Name);
        }
    }

    [Fact]
    public async Task A_wrong_token_is_nobody()
    {
        foreach (var route in Routes().Where(route => !route.IsOpen))
        {
            using var answer = await Polpo
                .Client(bearer: "not-the-token")
                .SendAsync(Request(route.Method, route.Path), Stop);
            answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized, route.Name);
        }
    }

    private List<Route> Routes() =>
        [
            .. Polpo
                .Get<EndpointDataSource>()
                .Endpoints.OfType<RouteEndpoint>()
                .SelectMany(endpoint =>
                    (endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? ["GET", "POST"])
                        .Where(method => method != "HEAD")
                        .Select(method => new Route(
                            new HttpMethod(method),
                            endpoint.RoutePattern.RawText!,
                            endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null
                        ))
                )
                .DistinctBy(route => route.Name),
        ];

    private sealed partial record Route(HttpMethod Method, string Pattern, bool IsOpen)
    {
        public string Name => $"{Method} {Pattern}";

        /// <summary>The pattern with something in each of its places.</summary>
        public string Path => Place().Replace(Pattern, "x");

        [GeneratedRegex(@"\{[^}]*\}")]
        private static partial Regex Place();
    }
}
