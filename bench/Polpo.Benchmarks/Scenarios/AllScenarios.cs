using Polpo.Benchmarks.Scenarios.Agents;
using Polpo.Benchmarks.Scenarios.Feeds;
using Polpo.Benchmarks.Scenarios.Platform;
using Polpo.Benchmarks.Scenarios.Sessions;

namespace Polpo.Benchmarks.Scenarios;

/// <summary>Every scenario, in the order in which they run and are printed.</summary>
internal static class AllScenarios
{
    public static readonly IReadOnlyList<Scenario> List =
    [
        new AgentScenario(AgentScripts.Smoke),
        new AgentScenario(AgentScripts.ToolLoop),
        new AgentScenario(AgentScripts.ToolBurst),
        new AgentScenario(AgentScripts.BigOutput),
        new AgentScenario(AgentScripts.TurnCap),
        new AgentScenario(AgentScripts.Outcomes),
        new TimeoutKill(),
        new Concurrency(),
        new CrashResume(),
        new SessionStart(),
        new FirstToolOutput(),
        new LargeWorktree(),
        new Transition(),
        new FanOut(),
        new Reconnect(),
        new ServerStart(),
        new Restart(),
        new Takeover(),
        new LargeMission(),
        new Footprint(),
    ];
}
