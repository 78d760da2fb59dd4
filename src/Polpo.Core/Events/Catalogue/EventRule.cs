using System.Text.Json.Nodes;

namespace Polpo.Core.Events;

/// <summary>A public name of a fact type. A fact type may have several; they are told in the order of their rules.</summary>
/// <param name="Data">The payload; null: this fact is not told under this name.</param>
/// <param name="Aliases">Further names under which the same is told.</param>
internal sealed record EventRule(
    string FactType,
    string Name,
    Func<EventFact, JsonObject?> Data,
    params string[] Aliases
)
{
    public IEnumerable<string> Names => [Name, .. Aliases];

    /// <summary>For facts whose fields already are the payload.</summary>
    public static EventRule AsItIs(string factType, string name, string idKey, params string[] aliases) =>
        new(factType, name, fact => fact.With(idKey), aliases);
}
