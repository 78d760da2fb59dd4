using Polpo.Core.Agents;
using Polpo.Core.Approvals.Deadlines;
using Polpo.Core.Approvals.Gates;
using Polpo.Core.Missions.Rules;
using Polpo.Core.Missions.Runs;
using Polpo.Core.Missions.Waiting;
using Polpo.Engine.Storage;
using Polpo.Engine.Subjects;

namespace Polpo.Core.Missions.Deadlines;

/// <summary>Watches a mission's deadline while it runs: warns once, tells of a violation once, and ends the run where the settings say so.</summary>
internal sealed class MissionDeadline(IDatabase database, MissionGates gates)
{
    /// <returns>What time has brought; null: nothing yet.</returns>
    public static SlaMove? Brought(MissionScene scene, RosterSettings settings, DateTimeOffset now) =>
        scene.Document.Deadline is { } deadline
            ? scene.Run.State.Sla.Brought(scene.Mission.CreatedAt, deadline, Threshold(settings), now)
            : null;

    /// <summary>When to look next; null: never again.</summary>
    public static DateTimeOffset? Due(MissionScene scene, RosterSettings settings) =>
        scene.Document.Deadline is { } deadline
            ? scene.Run.State.Sla.Due(scene.Mission.CreatedAt, deadline, Threshold(settings))
            : null;

    public Task SayAsync(
        Owned owner,
        MissionScene scene,
        RosterSettings settings,
        SlaMove move,
        CancellationToken cancellationToken
    ) =>
        database.WriteAsync(
            owner,
            async work =>
            {
                var mission = await work.MissionAsync(scene.Mission.Id, cancellationToken);
                var run = await work.RunAsync(scene.Run.Id, cancellationToken);
                if (mission.Version != scene.Mission.Version || run.Version != scene.Run.Version)
                    return;
                run.State = run.State with { Sla = run.State.Sla.After(move)!.Value }; // brought by the same table
                run.Version++;
                var (sla, deadline) = (SlaSettings.Read(settings), scene.Document.Deadline!.Value); // it has brought this
                if (move == SlaMove.Warn)
                    Warn(work, mission, deadline, sla);
                else
                    await ViolateAsync(work, mission, run, scene, deadline, sla, cancellationToken);
            },
            cancellationToken
        );

    private static void Warn(Work work, Mission mission, DateTimeOffset deadline, SlaSettings sla)
    {
        var left = (long)(deadline - work.Now).TotalMilliseconds;
        var used = Sla.PercentUsed(mission.CreatedAt, deadline, work.Now);
        work.Append(
            mission.Id,
            "system",
            new SlaWarning(DeadlineWork.Entity, deadline, left, used, sla.WarningChannels)
        );
    }

    private async Task ViolateAsync(
        Work work,
        Mission mission,
        MissionRun run,
        MissionScene scene,
        DateTimeOffset deadline,
        SlaSettings sla,
        CancellationToken cancellationToken
    )
    {
        var moment = new MissionMoment(HookPoint.QualitySla, RunAbout.Sla)
        {
            Choice =
                $"The deadline of \"{run.Group}\" has passed ({deadline:u}); it goes on meanwhile. Approve it to end it as failed, or reject it to let it go on.",
        };
        var verdict =
            sla.ViolationAction == ViolationAction.Fail
                ? await gates.LookAsync(work, mission, run.State, scene.Workspace, moment, cancellationToken)
                : null;
        var fails = verdict is GateVerdict.Pass;
        var overdue = (long)(work.Now - deadline).TotalMilliseconds;
        work.Append(mission.Id, "system", new MissionOverdue(run.Group, deadline));
        work.Append(
            mission.Id,
            "system",
            new SlaViolated(DeadlineWork.Entity, deadline, overdue, fails ? "fail" : "notify", sla.ViolationChannels)
        );
        if (verdict is GateVerdict.Ask ask)
            // There is nothing to send back: it is a question of yes or no.
            gates.Ask(work, mission, run, scene.Workspace, moment, ask.Gate with { MaxRevisions = 0 });
        else if (fails)
            await work.FailRunAsync(
                mission,
                run,
                "system",
                $"Its deadline {deadline:u} has passed (settings.sla.violationAction is fail).",
                cancellationToken
            );
    }

    private static double Threshold(RosterSettings settings) => SlaSettings.Read(settings).WarningThreshold;
}
