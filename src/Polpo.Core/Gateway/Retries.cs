using Polpo.Core.Models.Clients;

namespace Polpo.Core.Gateway;

/// <summary>How often a call is tried and how long it waits in between.</summary>
internal sealed class Retries(Random random)
{
    public const int MostTries = 5;
    private const int TriesWhenUnreachable = 3;
    private static readonly TimeSpan First = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    /// <summary>A provider that asks for more than this has stopped serving us for now: better to say so than to sit.</summary>
    private static readonly TimeSpan MostPatience = TimeSpan.FromMinutes(5);

    /// <summary>The wait before the next try; null: give up.</summary>
    /// <param name="tries">How many have failed, this one included.</param>
    public TimeSpan? After(ProviderException failure, int tries)
    {
        if (
            !Failures.IsTransient(failure)
            || tries >= (Failures.IsUnreachable(failure) ? TriesWhenUnreachable : MostTries)
        )
            return null;
        if (failure.RetryAfter is { } asked)
            return asked <= MostPatience ? asked : null;
        var doubled = First * Math.Pow(2, tries - 1);
        var wait = doubled < Longest ? doubled : Longest;
        // Half of it by chance, so that callers who failed together do not return together.
        return wait * (0.5 + random.NextDouble() / 2);
    }
}
