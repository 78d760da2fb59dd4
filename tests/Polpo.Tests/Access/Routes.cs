using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Polpo.Client;
using Polpo.Server.Access;
using Polpo.Testing.Hosting;

namespace Polpo.Tests.Access;

/// <summary>A route as the server itself has it, and requests to it.</summary>
internal sealed partial record Route(HttpMethod Method, string Pattern, Needs? Needs, bool IsOpen, Type? Body)
{
    public string Name => $"{Method} {Pattern.TrimEnd('/')}";

    public static IReadOnlyList<Route> All(TestPolpo polpo) =>
        [
            .. polpo
                .Get<EndpointDataSource>()
                .Endpoints.OfType<RouteEndpoint>()
                .SelectMany(endpoint =>
                    (endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? ["GET"])
                        .Where(method => method != "HEAD")
                        .Select(method => new Route(
                            new HttpMethod(method),
                            endpoint.RoutePattern.RawText!,
                            endpoint.Metadata.GetMetadata<Needs>(),
                            endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null,
                            endpoint.Metadata.GetMetadata<IAcceptsMetadata>()?.RequestType
                        ))
                )
                .DistinctBy(route => route.Name)
                .OrderBy(route => route.Name, StringComparer.Ordinal),
        ];

    /// <summary>Asks for what is named, in the workspace that is named.</summary>
    /// <param name="names">What stands in for a place of the pattern: by the noun and the place (<c>tasks/id</c>), else by the place.</param>
    public HttpRequestMessage Ask(IReadOnlyDictionary<string, string> names)
    {
        var noun = Pattern.Split('/').ElementAtOrDefault(3) ?? "";
        var path = Place().Replace(Pattern, place => Named(names, noun, place.Groups[1].Value));
        var request = new HttpRequestMessage(
            Method,
            new Uri($"{path}?workspace={names["workspace"]}", UriKind.Relative)
        );
        if (Body is not null)
            request.Content = JsonContent.Create(Sample(Body, names), options: Wire.Json);
        return request;
    }

    private static string Named(IReadOnlyDictionary<string, string> names, string noun, string place) =>
        names.GetValueOrDefault($"{noun}/{place}") ?? names.GetValueOrDefault(place) ?? "x";

    /// <summary>A body that can be read: what is required, and what says where it belongs.</summary>
    private static JsonNode Sample(Type type, IReadOnlyDictionary<string, string> names)
    {
        if (Nullable.GetUnderlyingType(type) is { } inner)
            return Sample(inner, names);
        var info = Wire.Json.GetTypeInfo(type);
        if (type == typeof(JsonElement) || type == typeof(JsonObject) || type == typeof(JsonNode))
            return new JsonObject
            {
                ["kind"] = "task",
                ["task"] = new JsonObject { ["title"] = "t" },
            };
        if (info.Kind == JsonTypeInfoKind.Enumerable)
            return new JsonArray();
        if (info.Kind == JsonTypeInfoKind.None)
            return type == typeof(string) ? "x"
                : type == typeof(bool) ? false
                : 1;
        var body = new JsonObject();
        foreach (var property in info.Properties)
        {
            if (names.TryGetValue(property.Name, out var named))
                body[property.Name] = named;
            else if (property.IsRequired || property.AssociatedParameter is { HasDefaultValue: false })
                body[property.Name] = Sample(property.PropertyType, names);
        }
        return body;
    }

    [GeneratedRegex(@"\{([a-z]+)[^}]*\}")]
    private static partial Regex Place();
}
