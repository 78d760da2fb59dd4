using System.Text.Json.Nodes;
using Polpo.Core.Identity;
using Polpo.Core.Schedules;
using Polpo.Core.Schedules.Timing;
using Polpo.Core.Workspaces;
using Polpo.Engine.Kernel;

namespace Polpo.Testing.Simulation.World;

/// <summary>A schedule that asks for a task each half hour, which takes what it takes.</summary>
internal sealed class ScheduleMaker(Id<Workspace> workspace, Caller caller)
{
    private Id<Schedule>? _schedule;

    public async Task BeginAsync(SimulatedServer server, CancellationToken cancellationToken)
    {
        var spec = new ScheduleSpec
        {
            Workspace = workspace,
            Name = "half hourly",
            Timing = ScheduleTiming.Cron("*/30 * * * *"),
            Invocation = new JsonObject
            {
                ["kind"] = "task",
                ["task"] = new JsonObject { ["title"] = "job scheduled" },
            },
        };
        _schedule = (await server.Get<ScheduleCommands>().CreateAsync(spec, caller, cancellationToken)).Id;
    }

    /// <returns>Whether there was one.</returns>
    public async Task<bool> EndAsync(SimulatedServer server, CancellationToken cancellationToken)
    {
        if (_schedule is not { } schedule)
            return false;
        try
        {
            await server.Get<ScheduleCommands>().DeleteAsync(schedule, null, caller, cancellationToken);
        }
        catch (RefusedException refused) when (refused.Refusal is Refusal.NotFound or Refusal.Conflict)
        {
            // The answer of a server that died was lost, and it was deleted.
        }
        _schedule = null;
        return true;
    }
}
