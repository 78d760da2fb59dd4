using System.Collections.Concurrent;

namespace Polpo.Core.Gateway;

/// <summary>
/// Keeps every caller away from a provider that repeatedly asked for patience. Known by address and key variable: those are what the
/// provider counts by.
/// </summary>
internal sealed class CoolDowns(TimeProvider time)
{
    private const int Repeatedly = 2;
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);
    private readonly ConcurrentDictionary<string, State> _states = new(StringComparer.Ordinal);

    /// <summary>How long nobody should ask; zero: go ahead.</summary>
    public TimeSpan Remaining(string provider)
    {
        var left = _states.TryGetValue(provider, out var state) ? state.Until - time.GetUtcNow() : TimeSpan.Zero;
        // A delay counts whole milliseconds: a rest of one would be no delay at all, over and over.
        return left > TimeSpan.Zero ? TimeSpan.FromMilliseconds(Math.Ceiling(left.TotalMilliseconds)) : TimeSpan.Zero;
    }

    /// <summary>The provider said 429 or 529; <paramref name="wait"/> is what it asked for, or what this caller does about it.</summary>
    public void Crowded(string provider, TimeSpan wait) =>
        _states.AddOrUpdate(
            provider,
            _ => new State(1, DateTimeOffset.MinValue),
            (_, state) =>
            {
                var times = state.Times + 1;
                var until = times < Repeatedly ? state.Until : time.GetUtcNow() + (wait < Longest ? wait : Longest);
                return new State(times, until > state.Until ? until : state.Until);
            }
        );

    public void Answered(string provider) => _states.TryRemove(provider, out _);

    private sealed record State(int Times, DateTimeOffset Until);
}
