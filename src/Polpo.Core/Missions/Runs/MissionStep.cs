using Polpo.Core.Missions.Rules;
using Polpo.Core.Missions.Waiting;
using Polpo.Core.Tasks;
using Polpo.Core.Tasks.Attempts;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage;
using Polpo.Engine.Subjects;
using TaskStatus = Polpo.Core.Tasks.TaskStatus;

namespace Polpo.Core.Missions.Runs;

/// <summary>Does what a decision says, in one transaction; what was decided upon rows that have changed since is dropped.</summary>
internal sealed class MissionStep(IDatabase database, MissionParts parts, MissionHolding holding)
{
    /// <returns>False: something has changed meanwhile.</returns>
    public Task<bool> TakeAsync(
        Owned owner,
        MissionScene scene,
        IReadOnlyList<MissionAction> actions,
        decimal? threshold,
        CancellationToken cancellationToken
    ) =>
        database.WriteAsync(
            owner,
            async work =>
            {
                var mission = await work.MissionAsync(scene.Mission.Id, cancellationToken);
                var run = await work.RunAsync(scene.Run.Id, cancellationToken);
                if (mission.Version != scene.Mission.Version || run.Version != scene.Run.Version)
                    return false;
                if (!actions.All(IsRobust) && !await SameAsync(work, scene, cancellationToken))
                    return false;
                foreach (var action in actions)
                    await DoAsync(work, mission, run, scene, action, threshold, cancellationToken);
                run.Version++;
                return true;
            },
            cancellationToken
        );

    /// <summary>Right whatever the tasks have done meanwhile: the rows themselves say so.</summary>
    private static bool IsRobust(MissionAction action) => action is MissionAction.Create or MissionAction.Start;

    private static async Task<bool> SameAsync(Work work, MissionScene scene, CancellationToken cancellationToken) =>
        (await TaskRow.ReadAsync(work.Db, scene.Run.Id, cancellationToken)).SequenceEqual(scene.Tasks);

    private Task DoAsync(
        Work work,
        Mission mission,
        MissionRun run,
        MissionScene scene,
        MissionAction action,
        decimal? threshold,
        CancellationToken cancellationToken
    )
    {
        switch (action)
        {
            case MissionAction.Create create:
                var ids = scene.Tasks.ToDictionary(task => task.Title, task => task.Id, StringComparer.Ordinal);
                return parts.CreateAsync(
                    work,
                    run,
                    scene.Workspace,
                    scene.Document,
                    create.Tasks,
                    ids,
                    threshold,
                    cancellationToken
                );
            case MissionAction.Hold hold:
                return holding.SetAsync(work, mission, run, scene.Workspace, hold, cancellationToken);
            case MissionAction.Explain explain:
                run.State = run.State.WithHold(explain.What.Key, explain.Then);
                work.AppendHold(mission, run.Group, explain.What, explain.Then);
                return Task.CompletedTask;
            case MissionAction.Pause pause:
                work.MoveMission(mission, run, MissionMove.Pause, "system", pause.Reason);
                return work.HoldTasksAsync(run.Id, true, cancellationToken);
            case MissionAction.Start start:
                return StartAsync(work, run, start.Title, cancellationToken);
            case MissionAction.GiveUp stuck:
                return GiveUpAsync(work, run, stuck, cancellationToken);
            default:
                throw new InvalidOperationException($"{action.GetType().Name} is not done here.");
        }
    }

    private static async Task StartAsync(Work work, MissionRun run, string title, CancellationToken cancellationToken)
    {
        var task = await work.Db.TaskOfAsync(run.Id, title, cancellationToken);
        task.Held = false;
        if (run.State.WishOf(title) is { } wish)
            task.Rewritten = $"{task.Description ?? task.Title}\n\n{wish}";
        if (task.Status == TaskStatus.Draft)
            await work.MoveTaskAsync(task, TaskMove.Queue, "system", null, cancellationToken);
        else if (task.Status == TaskStatus.Failed)
            await RetryAsync(work, task, cancellationToken);
        Forget(run, title);
        // What the end was approved for comes out differently now.
        run.State = (
            run.State with
            {
                Wishes = run.State.Wishes.Where(one => one.Key != title).ToDictionary(),
            }
        ).Unpassed(RunAbout.Complete);
    }

    /// <summary>As a person's retry: upon what the last attempt left.</summary>
    private static async Task RetryAsync(Work work, AgentTask task, CancellationToken cancellationToken)
    {
        var reason = task.Reason;
        await work.MoveTaskAsync(task, TaskMove.Retry, "system", null, cancellationToken);
        task.BeginAnew();
        task.NextPrompt = task.Attempts == 0 || reason is null ? null : TaskPrompts.Retry(task, reason, null);
    }

    private static async Task GiveUpAsync(
        Work work,
        MissionRun run,
        MissionAction.GiveUp stuck,
        CancellationToken cancellationToken
    )
    {
        var task = await work.Db.TaskOfAsync(run.Id, stuck.Title, cancellationToken);
        if (task.Status == TaskStatus.Draft)
            await work.MoveTaskAsync(task, TaskMove.Fail, "system", stuck.Reason, cancellationToken);
        Forget(run, stuck.Title);
    }

    private static void Forget(MissionRun run, string title)
    {
        if (run.State.Retrying.Contains(title))
            run.State = run.State with { Retrying = [.. run.State.Retrying.Where(one => one != title)] };
    }
}
