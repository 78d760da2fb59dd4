using System.Text.Json.Nodes;
using Polpo.Core.Missions.Documents;

namespace Polpo.Core.Playbooks.Filling;

/// <summary>What a playbook comes to with some values; a mission only when nothing is wrong.</summary>
/// <param name="Name">The mission's name before it is made one that no other has; null when something is wrong.</param>
/// <param name="Mission">The document; null when the values could not be put in.</param>
/// <param name="Order">The titles in the order in which they may start; empty when something is wrong.</param>
/// <param name="More">Problems that are not listed, for there are too many.</param>
/// <param name="Warnings">What was left out, as sentences.</param>
public sealed record FilledPlaybook(
    string? Name,
    JsonObject? Mission,
    IReadOnlyList<string> Order,
    IReadOnlyList<MissionProblem> Problems,
    int More,
    IReadOnlyList<string> Warnings
)
{
    public bool IsValid => Problems.Count == 0;
}
