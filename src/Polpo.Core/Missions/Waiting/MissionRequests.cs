using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Polpo.Core.Approvals.Gates;
using Polpo.Core.Approvals.Requests;
using Polpo.Core.Identity;
using Polpo.Core.Missions.Documents;
using Polpo.Core.Missions.Rules;
using Polpo.Core.Missions.Runs;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage;
using Polpo.Engine.Subjects;

namespace Polpo.Core.Missions.Waiting;

/// <summary>What a run asks people: a request each, which the run remembers until it is answered.</summary>
internal static class MissionRequests
{
    private const string AtCheckpoint = "mission:checkpoint";

    public static void Ask(
        this Work work,
        MissionRun run,
        GateQuestion question,
        ApprovalGate gate,
        string about,
        string reason,
        Id<Approval> id
    )
    {
        work.RequestApproval(id, question, gate, reason, run.State.SentBack.GetValueOrDefault(about));
        run.State = run.State.Asks(id, about);
        run.Version++;
    }

    /// <summary>A checkpoint waits for a person, as a gate of the settings does.</summary>
    public static void AskAt(this Work work, Mission mission, MissionRun run, Checkpoint checkpoint, Id<Approval> id)
    {
        var gate = new ApprovalGate
        {
            Id = checkpoint.Key,
            Name = checkpoint.Name,
            Handler = GateHandler.Human,
            Hook = HookPoint.QualityGate,
            NotifyChannels = checkpoint.NotifyChannels,
        };
        var question = new GateQuestion(gate.Hook, new Wake(MissionWork.Kind, mission.Id), Data(mission, checkpoint))
        {
            At = AtCheckpoint,
            Workspace = mission.Workspace,
            Settings = new Agents.RosterSettings(),
            Title = mission.Name,
            Requester = run.Requester,
            RequesterName = run.RequesterName,
        };
        var said = checkpoint.Message is { Length: > 0 } message ? $" {message.TrimEnd()}" : "";
        work.Ask(
            run,
            question,
            gate,
            checkpoint.Key,
            $"At checkpoint \"{checkpoint.Name}\", before {Named(checkpoint.BlocksTasks)}.{said} Approve it to go on, reject it to end the run as failed, or reject it with what is to change in what comes next.",
            id
        );
    }

    /// <summary>Whoever resumes a mission approves the checkpoints that it waits at.</summary>
    /// <exception cref="RefusedException">A gate is waited at, which only a decision passes; or somebody else has to approve.</exception>
    public static async Task PassCheckpointsAsync(
        this Work work,
        Mission mission,
        MissionRun run,
        Caller caller,
        CancellationToken cancellationToken
    )
    {
        if (run.State.Asked.FirstOrDefault(asked => RunAbout.IsGate(asked.Value)) is { Key: { } gate })
            throw new RefusedException(
                Refusal.Conflict,
                $"Mission \"{mission.Name}\" waits for a decision, which resuming does not make. Decide: polpo approve {gate}, or polpo reject {gate}"
            );
        foreach (
            var id in run.State.Asked.Where(asked => RunAbout.IsCheckpoint(asked.Value)).Select(asked => asked.Key)
        )
        {
            var known = Id<Approval>.Parse(id);
            var approval = await work.Db.Set<Approval>().SingleAsync(row => row.Id == known, cancellationToken);
            await ApproverRule.CheckAsync(work, approval, caller, cancellationToken);
            approval.Move(ApprovalMove.Approve, caller.Name, null, work.Now);
            work.Append(
                mission.Id,
                caller.Actor,
                new ApprovalResolved(id, approval.GateId, approval.Status, caller.Name, null)
            );
            run.State = run.State.Answered(id).ApprovedAlso(caller.Name);
        }
    }

    public static RunState ApprovedAlso(this RunState state, string person) =>
        state with
        {
            ApprovedBy = [.. state.ApprovedBy.Append(person).Distinct()],
        };

    /// <summary>The run has ended: nobody is asked about it any more.</summary>
    public static async Task AskNoMoreAsync(
        this Work work,
        Mission mission,
        MissionRun run,
        CancellationToken cancellationToken
    )
    {
        if (run.State.Asked.Count == 0)
            return;
        run.State = run.State with { Asked = new Dictionary<string, string>() };
        await work.WithdrawApprovalsAsync(mission.Id, cancellationToken);
    }

    private static JsonObject Data(Mission mission, Checkpoint checkpoint) =>
        new()
        {
            ["hook"] = AtCheckpoint,
            ["mission"] = new JsonObject { ["id"] = mission.Id.Text, ["name"] = mission.Name },
            ["checkpoint"] = checkpoint.Name,
            ["message"] = checkpoint.Message,
            ["afterTasks"] = new JsonArray([.. checkpoint.AfterTasks.Select(title => (JsonNode)title)]),
            ["blocksTasks"] = new JsonArray([.. checkpoint.BlocksTasks.Select(title => (JsonNode)title)]),
        };

    private static string Named(IReadOnlyList<string> titles)
    {
        const int most = 3;
        var named = string.Join(", ", titles.Take(most).Select(title => $"\"{title}\""));
        return titles.Count <= most ? named : $"{named} and {titles.Count - most} more";
    }
}
