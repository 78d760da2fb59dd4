using Microsoft.EntityFrameworkCore;
using Polpo.Core.Approvals.Gates;
using Polpo.Core.Git;
using Polpo.Core.Missions.Deadlines;
using Polpo.Core.Missions.Rules;
using Polpo.Core.Missions.Waiting;
using Polpo.Core.Receipts;
using Polpo.Engine.Blobs;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage;
using Polpo.Engine.Subjects;
using TaskStatus = Polpo.Core.Tasks.TaskStatus;

namespace Polpo.Core.Missions.Runs;

/// <summary>What a run leaves: one branch with all results, a signed receipt when everything passed, and nothing running.</summary>
internal sealed class MissionEnd(
    IDatabase database,
    IGit git,
    IBlobs blobs,
    MissionReceipts receipts,
    MissionStaff staff,
    EndHolding holding
)
{
    /// <summary>Branch and receipt first, then the verdict. Harmless to do again.</summary>
    /// <returns>False: something has changed meanwhile.</returns>
    public async Task<bool> EndAsync(
        Owned owner,
        MissionScene scene,
        MissionAction.End end,
        CancellationToken cancellationToken
    )
    {
        var run = scene.Run;
        // No branch and no receipt before a person has agreed, where one is asked.
        if (end.Reason is null && await holding.IsHeldAsync(owner, scene, end, cancellationToken))
            return false;
        var head = await PublishAsync(owner, scene, cancellationToken);
        var receipt =
            end.Reason is null && head is { } commit
                ? await blobs.WriteTextAsync(
                    await receipts.MakeAsync(scene, commit, cancellationToken),
                    cancellationToken
                )
                : null;
        return await database.WriteAsync(
            owner,
            async work =>
            {
                var mission = await work.MissionAsync(run.Mission, cancellationToken);
                var row = await work.RunAsync(run.Id, cancellationToken);
                if (mission.Version != scene.Mission.Version || row.Version != run.Version)
                    return false;
                if (!(await TaskRow.ReadAsync(work.Db, run.Id, cancellationToken)).SequenceEqual(scene.Tasks))
                    return false;
                var verdict = await holding.LookAsync(work, mission, row, scene.Workspace, end, cancellationToken);
                if (verdict is GateVerdict.Ask)
                    return false;
                (row.Head, row.ReceiptBlob) = (head?.Hash, receipt);
                var reason = end.Reason ?? (verdict as GateVerdict.Blocked)?.Reason;
                await JudgeAsync(work, mission, row, scene.Document.Deadline, end, reason, cancellationToken);
                return true;
            },
            cancellationToken
        );
    }

    /// <summary>The verdict: what gates block has not passed, and has no receipt.</summary>
    private static async Task JudgeAsync(
        Work work,
        Mission mission,
        MissionRun run,
        DateTimeOffset? deadline,
        MissionAction.End end,
        string? reason,
        CancellationToken cancellationToken
    )
    {
        var passed = reason is null;
        await work.AskNoMoreAsync(mission, run, cancellationToken);
        if (passed && deadline is { } at)
            work.MeetDeadline(mission, run, at);
        if (!passed)
            run.ReceiptBlob = null;
        (run.Score, run.EndedAt) = (end.Score, work.Now);
        run.Cost = await CostAsync(work.Db, run.Id, cancellationToken);
        var move =
            mission.AwaitsNext(run) ? MissionMove.AwaitNext
            : passed ? MissionMove.Complete
            : MissionMove.Fail;
        work.MoveMission(mission, run, move, "system", reason);
        run.Outcome = passed ? MissionStatus.Completed : MissionStatus.Failed;
        Say(work, mission, run, end.Threshold);
    }

    /// <summary>Gives back what the run held.</summary>
    public async Task CloseAsync(Owned owner, MissionScene scene, CancellationToken cancellationToken)
    {
        await staff.LetGoAsync(scene.Run, scene.Workspace, cancellationToken);
        await database.WriteAsync(
            owner,
            async work =>
            {
                var run = await work.RunAsync(scene.Run.Id, cancellationToken);
                if (run.Version != scene.Run.Version)
                    return;
                (run.Closed, run.State) = (true, run.State with { Brought = null });
                run.Version++;
            },
            cancellationToken
        );
    }

    public static void Say(Work work, Mission mission, MissionRun run, decimal? threshold = null) =>
        work.Append(
            mission.Id,
            "system",
            new MissionEnded(
                run.Id,
                run.Group,
                run.Outcome == MissionStatus.Completed,
                run.Score,
                run.Cost,
                run.Head is null ? null : run.Branch,
                run.Head,
                run.Reason,
                threshold
            )
        );

    public static async Task<Usd> CostAsync(PolpoDb db, Id<MissionRun> run, CancellationToken cancellationToken) =>
        (await db.TasksOf(run).Select(task => task.Cost).ToListAsync(cancellationToken)).Aggregate(
            Usd.Zero,
            (sum, cost) => sum + cost
        );

    /// <returns>Null: no task has changed anything.</returns>
    private async Task<CommitId?> PublishAsync(Owned owner, MissionScene scene, CancellationToken cancellationToken)
    {
        var run = scene.Run;
        if (scene.Tasks.All(task => task.Status != TaskStatus.Done))
            return null;
        var tip = await git.TipAsync(run.Workspace, run.Line, cancellationToken);
        if (tip is not { } head || head.Hash == run.Base)
            return null;
        await git.PublishAsync(
            owner,
            run.Workspace,
            scene.Workspace.RepositoryPath,
            run.Branch,
            head,
            cancellationToken
        );
        return head;
    }
}
