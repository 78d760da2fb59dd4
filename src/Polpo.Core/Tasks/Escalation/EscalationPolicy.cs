using System.Runtime.CompilerServices;
using Polpo.Core.Agents;
using Polpo.Core.Agents.Files;

namespace Polpo.Core.Tasks.Escalation;

/// <summary>Who takes over when a task's own retries are spent.</summary>
public enum EscalationHandler
{
    Agent,

    /// <summary>A model says the task anew, and it is tried once more.</summary>
    Orchestrator,

    Human,
}

/// <param name="Number">From 2: level 0 is the agent itself and level 1 its fallback, which retries are for.</param>
/// <param name="Target">An agent's name; null: the manager of the agent that has the task.</param>
/// <param name="Timeout">After it the next level follows; null: never.</param>
public sealed record EscalationLevel(
    int Number,
    EscalationHandler Handler,
    string? Target,
    TimeSpan? Timeout,
    IReadOnlyList<string> NotifyChannels
);

/// <summary><c>settings.escalationPolicy</c>.</summary>
public sealed record EscalationPolicy(string Name, IReadOnlyList<EscalationLevel> Levels)
{
    private static readonly EscalationPolicy None = new("", []);
    private static readonly ConditionalWeakTable<RosterSettings, EscalationPolicy> Known = [];

    /// <summary>The level that follows; null: there is none.</summary>
    public EscalationLevel? After(int level) =>
        Levels.Where(next => next.Number > Math.Max(1, level)).MinBy(next => next.Number);

    /// <exception cref="Engine.Kernel.RefusedException">It says something wrong; the message names file, line and field.</exception>
    public static EscalationPolicy Read(RosterSettings settings) => Known.GetValue(settings, Parse);

    private static EscalationPolicy Parse(RosterSettings settings)
    {
        if (settings.Fields?.Object("escalationPolicy") is not { } policy)
            return None;
        var levels = policy.Items("levels", (item, path) => Level(policy.At(item, path))) ?? [];
        if (levels.GroupBy(level => level.Number).FirstOrDefault(same => same.Count() > 1) is { } twins)
            throw policy.Refuse(
                policy.Source["levels"]!,
                $"{policy.Path("levels")}: level {twins.Key} stands twice. Number the levels 0, 1, 2 and so on."
            );
        return new EscalationPolicy(policy.String("name") ?? "escalation", levels);
    }

    private static EscalationLevel Level(JsonFields level) =>
        new(
            (int)(level.Whole("level", least: 0) ?? throw level.Wrong(level.Source, level.Path("level"), "given")),
            level.Choice<EscalationHandler>("handler")
                ?? throw level.Wrong(level.Source, level.Path("handler"), "one of agent, orchestrator, human"),
            level.String("target"),
            level.Whole("timeoutMs", least: 0) is > 0 and var limit ? TimeSpan.FromMilliseconds(limit) : null,
            level.Strings("notifyChannels") ?? []
        );
}
