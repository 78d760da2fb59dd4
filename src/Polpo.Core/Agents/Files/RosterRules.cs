namespace Polpo.Core.Agents.Files;

/// <summary>What has to hold between agents: names are unique across all teams, who is reported to exists, and somebody is at the top.</summary>
internal static class RosterRules
{
    /// <exception cref="Polpo.Engine.Kernel.RefusedException">Names the agent and what is wrong with it.</exception>
    public static void Check(IReadOnlyList<RosterEntry> entries)
    {
        var byName = new Dictionary<string, RosterEntry>(StringComparer.Ordinal);
        foreach (var entry in entries)
        {
            if (!byName.TryAdd(entry.Agent.Name, entry))
                throw entry.Refuse(
                    "name",
                    $"is \"{entry.Agent.Name}\", which {byName[entry.Agent.Name].Path} is called too. Names are unique across all teams."
                );
        }
        foreach (var entry in entries.Where(entry => entry.Agent.ReportsTo is not null))
        {
            var manager = entry.Agent.ReportsTo!;
            if (manager == entry.Agent.Name)
                throw entry.Refuse("reportsTo", "is the agent itself. Name another agent, or leave it out.");
            if (!byName.ContainsKey(manager))
                throw entry.Refuse(
                    "reportsTo",
                    $"is \"{manager}\", but there is no such agent. The agents are: {string.Join(", ", byName.Keys)}."
                );
            if (Cycle(entry.Agent, byName) is { } cycle)
                throw entry.Refuse(
                    "reportsTo",
                    $"closes a circle: {string.Join(" → ", cycle)}. Somebody has to be at the top."
                );
        }
    }

    private static List<string>? Cycle(AgentConfig agent, Dictionary<string, RosterEntry> byName)
    {
        var chain = new List<string> { agent.Name };
        for (var next = agent.ReportsTo; next is not null; next = byName.GetValueOrDefault(next)?.Agent.ReportsTo)
        {
            chain.Add(next);
            if (next == agent.Name)
                return chain;
            if (chain.Count > byName.Count + 1)
                return null;
        }
        return null;
    }
}
