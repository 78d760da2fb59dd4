using Polpo.Engine.Journal;

namespace Polpo.Core.Agents;

public sealed record AgentAdded(string Agent, string Team) : IFact
{
    public static string Type => "agent.added";
}

public sealed record AgentChanged(string Agent, string Team) : IFact
{
    public static string Type => "agent.changed";
}

/// <param name="Settings">Their names.</param>
public sealed record SettingsChanged(IReadOnlyList<string> Settings) : IFact
{
    public static string Type => "settings.changed";
}

public sealed record AgentRemoved(string Agent) : IFact
{
    public static string Type => "agent.removed";
}

public sealed record TeamAdded(string Team) : IFact
{
    public static string Type => "team.added";
}

public sealed record TeamRenamed(string From, string To) : IFact
{
    public static string Type => "team.renamed";
}

public sealed record TeamRemoved(string Team) : IFact
{
    public static string Type => "team.removed";
}
