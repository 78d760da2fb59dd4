using Microsoft.EntityFrameworkCore;
using Polpo.Core.Approvals.Gates;
using Polpo.Core.Approvals.Requests;
using Polpo.Core.Missions.Documents;
using Polpo.Core.Missions.Rules;
using Polpo.Core.Missions.Runs;
using Polpo.Core.Workspaces;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage;

namespace Polpo.Core.Missions.Waiting;

/// <summary>What a decision does to the mission that waited for it, in the decision's own transaction.</summary>
internal sealed class MissionApprovals(MissionGates gates, StoredMissions stored, TimeProvider time) : IApprovalOwner
{
    public string Kind => MissionWork.Kind;

    public async Task ResolvedAsync(Work work, Approval approval, CancellationToken cancellationToken)
    {
        var id = Id<Mission>.Parse(approval.OwnerId);
        var mission = await work.Db.Set<Mission>().SingleOrDefaultAsync(row => row.Id == id, cancellationToken);
        if (mission?.Run is not { } latest || !mission.Status.Runs())
            return;
        var run = await work.RunAsync(latest, cancellationToken);
        if (run.State.Asked.GetValueOrDefault(approval.Id) is not { } about)
            return;
        run.State = run.State.Answered(approval.Id);
        run.Version++;
        work.Wake(MissionWork.WakeOf(run));
        var answer = new Answer(work, mission, run, approval, about);
        await (
            approval.Verdict switch
            {
                Verdict.Approve => ApproveAsync(answer, cancellationToken),
                Verdict.Revise => SendBackAsync(answer, cancellationToken),
                _ => RejectAsync(answer, cancellationToken),
            }
        );
    }

    private async Task ApproveAsync(Answer answer, CancellationToken cancellationToken)
    {
        var (work, mission, run, approval, about) = answer;
        if (approval.ResolvedBy is { } person)
            run.State = run.State.ApprovedAlso(person);
        if (about == RunAbout.Sla)
        {
            const string late = "Its deadline has passed (settings.sla.violationAction is fail).";
            await work.FailRunAsync(mission, run, answer.Actor, late, cancellationToken);
        }
        else if (RunAbout.IsCheckpoint(about))
        {
            Open(answer);
            await GoOnAsync(answer, cancellationToken);
        }
        else
        {
            run.State = run.State.Passes(about, approval.GateId);
            if (about == RunAbout.Execute)
                await LookAgainAsync(answer, cancellationToken);
            else if (about == RunAbout.Complete)
                await GoOnAsync(answer, cancellationToken);
        }
    }

    private async Task RejectAsync(Answer answer, CancellationToken cancellationToken)
    {
        var (work, mission, run, _, about) = answer;
        // It was told that the deadline has passed; nothing more is done about it.
        if (about == RunAbout.Sla)
            return;
        if (RunAbout.Pauses(about))
        {
            await work.FailRunAsync(mission, run, answer.Actor, answer.Refused, cancellationToken);
            return;
        }
        var shut = (run.State.Holds.GetValueOrDefault(about) ?? new HoldState(HoldStatus.Shut, work.Now)) with
        {
            Status = HoldStatus.Shut,
            Since = work.Now,
            Reason = answer.Refused,
            Refused = true,
        };
        run.State = run.State.WithHold(about, shut);
        if (Document(mission).HoldOf(about) is { } hold)
            work.AppendHold(mission, run.Group, hold, shut);
    }

    /// <summary>Nothing is let pass by it: what comes next is told of it, and the question is put again.</summary>
    private async Task SendBackAsync(Answer answer, CancellationToken cancellationToken)
    {
        var (work, mission, run, approval, about) = answer;
        var hold = Document(mission).HoldOf(about);
        var wish = $"{answer.Actor} says: {approval.Note}";
        run.State = run.State.SendsBack(about, hold?.BlocksTasks, wish);
        if (about == RunAbout.Execute)
            await LookAgainAsync(answer, cancellationToken);
        else if (hold is Checkpoint checkpoint)
            work.AskAt(mission, run, checkpoint, Id<Approval>.New(time));
        else if (RunAbout.IsCheckpoint(about))
            // It was edited away meanwhile: there is nothing left to wait at.
            await GoOnAsync(answer, cancellationToken);
        else if (about == RunAbout.Complete)
            (mission.Reason, mission.UpdatedAt, mission.Version) = (
                $"Sent back by {answer.Actor}: {approval.Note} Edit it (polpo mission edit), then resume it: polpo mission resume {mission.Id}",
                work.Now,
                mission.Version + 1
            );
    }

    private static void Open(Answer answer)
    {
        var (work, mission, run, _, about) = answer;
        run.State = run.State.WithHold(about, new HoldState(HoldStatus.Open, work.Now));
        work.Append(mission.Id, answer.Actor, new CheckpointResumed(run.Group, about[(about.IndexOf(':') + 1)..]));
    }

    /// <summary>A mission may have several gates at its beginning, asked one after another.</summary>
    private async Task LookAgainAsync(Answer answer, CancellationToken cancellationToken)
    {
        var (work, mission, run, _, _) = answer;
        var workspace = await work
            .Db.Set<Workspace>()
            .SingleAsync(row => row.Id == mission.Workspace, cancellationToken);
        var moment = MissionExecution.Beginning(run.Group);
        switch (await gates.LookAsync(work, mission, run.State, workspace, moment, cancellationToken))
        {
            case GateVerdict.Ask ask:
                mission.Reason = gates.Ask(work, mission, run, workspace, moment, ask.Gate);
                mission.Version++;
                break;
            case GateVerdict.Blocked blocked:
                await work.FailRunAsync(mission, run, "system", blocked.Reason, cancellationToken);
                break;
            default:
                await GoOnAsync(answer, cancellationToken);
                break;
        }
    }

    /// <summary>The mission goes on when nothing is left that it stands still for.</summary>
    private static async Task GoOnAsync(Answer answer, CancellationToken cancellationToken)
    {
        var (work, mission, run, _, _) = answer;
        if (mission.Status != MissionStatus.Paused || run.State.Asked.Values.Any(RunAbout.Pauses))
            return;
        work.MoveMission(mission, run, MissionMove.Resume, answer.Actor, null);
        await work.HoldTasksAsync(run.Id, false, cancellationToken);
    }

    private MissionDocument Document(Mission mission) => stored.Of(mission);

    private sealed record Answer(Work Work, Mission Mission, MissionRun Run, Approval Approval, string About)
    {
        public string Actor => Approval.ResolvedBy ?? "system";

        /// <summary>Why what waited is not let pass, as a sentence.</summary>
        public string Refused =>
            Approval.ResolvedBy is { } person
                ? $"Rejected by {person} at {Where}."
                : $"Nobody approved it in time ({Where}).";

        private string Where =>
            RunAbout.IsCheckpoint(About) ? $"checkpoint \"{Approval.GateName}\"" : $"gate \"{Approval.GateName}\"";
    }
}
