using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Polpo.Core.Agents;
using Polpo.Core.Approvals.Gates;
using Polpo.Core.Approvals.Requests;
using Polpo.Core.Schedules.Surfaces;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage;
using Polpo.Engine.Subjects;

namespace Polpo.Core.Schedules.Runs;

/// <summary>Asks the gates of the workspace before a schedule starts something, inside that transaction.</summary>
internal sealed class ScheduleGates(GateLine line, AgentRoster rosters, TimeProvider time)
{
    /// <returns>Null: all gates are open.</returns>
    public async Task<Held?> HoldAsync(Work work, ScheduledStart start, CancellationToken cancellationToken)
    {
        var schedule = start.Schedule;
        var answered = await work
            .Db.Set<Approval>()
            .Where(row => row.OwnerKind == ScheduleApprovals.Owner && row.OwnerId == start.Run.Id.Text)
            .ToListAsync(cancellationToken);
        var question = new GateQuestion(
            HookPoint.ScheduleTrigger,
            new Wake(ScheduleApprovals.Owner, start.Run.Id),
            Data(start)
        )
        {
            Passed = [.. answered.Where(row => row.Verdict == Verdict.Approve).Select(row => row.GateId)],
            Workspace = schedule.Workspace,
            Settings = rosters.Read(start.Workspace.RepositoryPath).Settings,
            Title = schedule.Title,
            Requester = schedule.Owner,
            RequesterName = schedule.OwnerName,
        };
        switch (await line.AskAsync(work, question, cancellationToken))
        {
            case GateVerdict.Blocked blocked:
                return new Held(blocked.Reason);
            case GateVerdict.Ask ask:
                var reason =
                    $"Waits at the gate \"{ask.Gate.Name}\" ({HookPoint.ScheduleTrigger.Word()}). Approve it to have it start what it is for, or reject it to cancel this run.";
                // There is nothing to send back: it is a question of yes or no.
                work.RequestApproval(Id<Approval>.New(time), question, ask.Gate with { MaxRevisions = 0 }, reason, 0);
                return new Held(null);
            default:
                return null;
        }
    }

    /// <param name="Blocked">Why nothing is started; null: a person is asked.</param>
    public sealed record Held(string? Blocked);

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
