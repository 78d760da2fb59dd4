namespace Polpo.Core.Events;

/// <summary>Every public event, and the facts of which it tells. A new fact gets its name here, or is listed as having none.</summary>
public static class EventCatalogue
{
    internal static readonly ILookup<string, EventRule> Rules = new[]
    {
        TaskEvents.Rules,
        SessionEvents.Rules,
        DecisionEvents.Rules,
        MissionEvents.Rules,
        ScheduleEvents.Rules,
    }
        .SelectMany(rules => rules)
        .ToLookup(rule => rule.FactType, StringComparer.Ordinal);

    /// <summary>The names under which facts of a type may be told.</summary>
    public static IEnumerable<string> NamesOf(string factType) => Rules[factType].SelectMany(rule => rule.Names);

    /// <summary>All names, aliases too, in order.</summary>
    public static readonly IReadOnlyList<string> Names =
    [
        .. Rules
            .SelectMany(rules => rules)
            .SelectMany(rule => rule.Names)
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal),
    ];
}
