using System.Text.Json.Nodes;
using Polpo.Core.Agents;
using Polpo.Core.Approvals.Gates;
using Polpo.Core.Schedules.Surfaces;
using Polpo.Engine.Storage;

namespace Polpo.Core.Schedules.Runs;

/// <summary>Asks the gates of the workspace before a schedule starts something, inside that transaction.</summary>
internal sealed class ScheduleGates(GateLine line, AgentRoster rosters)
{
    /// <returns>Why nothing is started; null: all gates are open.</returns>
    public async Task<string?> BlockAsync(Work work, ScheduledStart start, CancellationToken cancellationToken)
    {
        var schedule = start.Schedule;
        var question = new GateQuestion(HookPoint.ScheduleTrigger, ScheduleWork.WakeOf(schedule), Data(start))
        {
            Workspace = schedule.Workspace,
            Settings = rosters.Read(start.Workspace.RepositoryPath).Settings,
            Title = schedule.Title,
            Requester = schedule.Owner,
            RequesterName = schedule.OwnerName,
        };
        return await line.AskAsync(work, question, cancellationToken) switch
        {
            GateVerdict.Blocked blocked => blocked.Reason,
            // The settings cannot say so; a gate that did would otherwise hold nothing.
            GateVerdict.Ask ask => $"The gate \"{ask.Gate.Name}\" asks a person, for whom a run does not wait.",
            _ => null,
        };
    }

    private static JsonObject Data(ScheduledStart start) =>
        new()
        {
            ["hook"] = HookPoint.ScheduleTrigger.Word(),
            ["schedule"] = new JsonObject
            {
                ["id"] = start.Schedule.Id.Text,
                ["name"] = start.Schedule.Name,
                ["invocation"] = start.Schedule.Invocation.DeepClone(),
                ["runs"] = start.Schedule.Runs,
                ["manual"] = start.Run.IsManual,
                ["requester"] = start.Schedule.OwnerName,
            },
        };
}
