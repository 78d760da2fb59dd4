using Microsoft.AspNetCore.Builder;

namespace Polpo.Server.Manners;

/// <summary>What the route answers has a secret that is shown this once, so that it is kept nowhere.</summary>
internal sealed record ShownOnce;

internal static class ShownOnceExtensions
{
    public static T AnswersOnce<T>(this T route)
        where T : IEndpointConventionBuilder => route.WithMetadata(new ShownOnce());
}
