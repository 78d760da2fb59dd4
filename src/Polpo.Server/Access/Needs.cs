using Microsoft.AspNetCore.Builder;

namespace Polpo.Server.Access;

/// <summary>Which permission a route asks for: one of these keys, or none besides being signed in.</summary>
internal sealed record Needs(IReadOnlyList<string> AnyOf)
{
    public override string ToString() => AnyOf.Count == 0 ? "signed in" : string.Join(" or ", AnyOf);
}

internal static class NeedsExtensions
{
    /// <summary>The route is for those who have one of these permission keys.</summary>
    public static T Needs<T>(this T route, params string[] anyOf)
        where T : IEndpointConventionBuilder =>
        anyOf.Length == 0
            ? throw new ArgumentException("Name the permission; a route for everybody says so.", nameof(anyOf))
            : route.WithMetadata(new Needs(anyOf));

    /// <summary>The route is for everybody who is signed in: it is about themselves, or tells nothing of anybody's work.</summary>
    public static T ForEverybody<T>(this T route)
        where T : IEndpointConventionBuilder => route.WithMetadata(new Needs([]));
}
