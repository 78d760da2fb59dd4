using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;

namespace Polpo.Server.Manners;

/// <summary>What the route answers has a secret that is shown this once, so that it is kept nowhere.</summary>
internal sealed record ShownOnce
{
    private static readonly string[] Telling = ["Key", "Secret", "Token", "Code", "Password", "Link"];

    /// <summary>Whether the route says so, or answers with something whose name does.</summary>
    public static bool IsSaidBy(Endpoint? endpoint) =>
        endpoint is not null
        && (
            endpoint.Metadata.GetMetadata<ShownOnce>() is not null
            || endpoint
                .Metadata.GetOrderedMetadata<IProducesResponseTypeMetadata>()
                .Any(answer => answer.Type?.GetProperties().Any(one => Telling.Contains(one.Name)) is true)
        );
}

internal static class ShownOnceExtensions
{
    public static T AnswersOnce<T>(this T route)
        where T : IEndpointConventionBuilder => route.WithMetadata(new ShownOnce());
}
