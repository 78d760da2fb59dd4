using Polpo.Engine.Kernel;

namespace Polpo.Core.Events;

/// <summary>Which events are wanted: exact names, <c>task:*</c> for all that begin so, <c>*</c> for all.</summary>
public sealed class EventFilter
{
    private const int MostPatterns = 50;

    public static readonly EventFilter All = new(["*"]);

    private EventFilter(IReadOnlyList<string> patterns) => Patterns = patterns;

    public IReadOnlyList<string> Patterns { get; }

    /// <summary>Of one text, with commas between.</summary>
    public static EventFilter Read(string text) =>
        Of(text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));

    /// <exception cref="RefusedException">A pattern fits no event that there is.</exception>
    public static EventFilter Of(IReadOnlyList<string> patterns)
    {
        if (patterns.Count is 0 or > MostPatterns)
            throw new RefusedException(
                Refusal.Invalid,
                $"Name 1 to {MostPatterns} events, such as task:completed, task:* or *; found {patterns.Count}."
            );
        foreach (var pattern in patterns)
        {
            if (!EventCatalogue.Names.Any(name => Fits(pattern, name)))
                throw new RefusedException(
                    Refusal.Invalid,
                    $"No event is called \"{Shown(pattern)}\". {Suggestion(pattern)}"
                );
        }
        return new EventFilter(patterns);
    }

    public bool Fits(string name) => Patterns.Any(pattern => Fits(pattern, name));

    private static bool Fits(string pattern, string name) =>
        pattern == "*"
        || pattern == name
        || (
            pattern.EndsWith(":*", StringComparison.Ordinal) && name.StartsWith(pattern[..^1], StringComparison.Ordinal)
        );

    private static string Shown(string pattern) => pattern.Length <= 60 ? pattern : pattern[..60] + "…";

    private static string Suggestion(string pattern)
    {
        var family = pattern.Split(':')[0];
        var near = EventCatalogue.Names.Where(name => name.StartsWith(family + ":", StringComparison.Ordinal)).ToList();
        return near.Count > 0
            ? $"Of {family} there are: {string.Join(", ", near)}."
            : $"There are events of {string.Join(", ", EventCatalogue.Names.Select(name => name.Split(':')[0]).Distinct())}; {family}:* would be all of one.";
    }
}
