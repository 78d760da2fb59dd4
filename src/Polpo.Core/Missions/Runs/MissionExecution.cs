using Microsoft.EntityFrameworkCore;
using Polpo.Core.Approvals.Gates;
using Polpo.Core.Identity;
using Polpo.Core.Missions.Documents;
using Polpo.Core.Missions.Rules;
using Polpo.Core.Missions.Times;
using Polpo.Core.Missions.Waiting;
using Polpo.Core.Schedules;
using Polpo.Core.Schedules.Timing;
using Polpo.Core.Tasks;
using Polpo.Core.Tasks.Results;
using Polpo.Core.Workspaces;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage;
using TaskStatus = Polpo.Core.Tasks.TaskStatus;

namespace Polpo.Core.Missions.Runs;

/// <summary>What people's commands change of a mission's runs.</summary>
internal sealed class MissionExecution(MissionGates gates, TimeProvider time)
{
    /// <param name="by">The schedule that starts it; null: a person does.</param>
    /// <exception cref="RefusedException">It cannot begin now, or a gate blocks it; where a gate asks a person it begins, and waits.</exception>
    public async Task BeginAsync(
        Work work,
        Mission mission,
        MissionDocument document,
        Workspace workspace,
        Caller caller,
        Schedule? by,
        CancellationToken cancellationToken
    )
    {
        var moment = Beginning(MissionRun.GroupOf(mission.Name, mission.ExecutionCount + 1));
        var verdict = await gates.LookAsync(work, mission, RunState.Fresh, workspace, moment, cancellationToken);
        if (verdict is GateVerdict.Blocked blocked)
            throw new RefusedException(
                Refusal.Conflict,
                $"Mission \"{mission.Name}\" does not begin. {blocked.Reason}"
            );
        var recurs = mission.Status == MissionStatus.Recurring || by?.Timing.Kind == TimingKind.Cron;
        mission.ExecutionCount++;
        var id = Id<MissionRun>.New(time);
        var run = new MissionRun
        {
            Id = id,
            Workspace = mission.Workspace,
            Mission = mission.Id,
            Number = mission.ExecutionCount,
            Group = MissionRun.GroupOf(mission.Name, mission.ExecutionCount),
            State = RunState.Fresh with { Recurs = recurs, Schedule = by?.Id.Text },
            Requester = caller.User,
            RequesterName = caller.Name,
            Branch = TaskFinish.BranchName(mission.Name, id),
            StartedAt = work.Now,
        };
        work.Db.Add(run);
        mission.Run = id;
        work.MoveMission(mission, run, MissionMove.Execute, caller.Actor, null);
        work.Append(mission.Id, caller.Actor, new MissionExecuted(id, run.Number, run.Group, document.Tasks.Count));
        if (verdict is GateVerdict.Ask ask)
            work.MoveMission(
                mission,
                run,
                MissionMove.Pause,
                "system",
                gates.Ask(work, mission, run, workspace, moment, ask.Gate)
            );
    }

    /// <summary>Before the first task of a run.</summary>
    public static MissionMoment Beginning(string group) =>
        new(HookPoint.MissionExecute, RunAbout.Execute)
        {
            Choice =
                $"\"{group}\" is about to begin. Approve it, reject it to let it fail, or reject it with what is to change, of which every task is told.",
        };

    /// <returns>How many failed tasks are tried again, and how many have not begun.</returns>
    public static async Task<(int Retried, int Pending)> ResumeAsync(
        Work work,
        Mission mission,
        MissionRun? run,
        bool retryFailed,
        Caller caller,
        CancellationToken cancellationToken
    )
    {
        var rows = run is null ? [] : await TaskRow.ReadAsync(work.Db, run.Id, cancellationToken);
        var failed = rows.Where(row => row.Status == TaskStatus.Failed).Select(row => row.Title).ToList();
        if (mission.Status == MissionStatus.Failed && (!retryFailed || failed.Count == 0))
            throw new RefusedException(
                Refusal.Conflict,
                failed.Count == 0
                    ? $"Mission \"{mission.Name}\" failed without a failed task: {mission.Reason} Run it anew: polpo mission run \"{mission.Name}\""
                    : $"Mission \"{mission.Name}\" failed, and nothing of it is left to go on with but its failed tasks. Try them again: polpo mission resume {mission.Id} --retry-failed"
            );
        if (run is not null)
            await work.PassCheckpointsAsync(mission, run, caller, cancellationToken);
        var isAnew = mission.Status == MissionStatus.Failed;
        work.MoveMission(mission, run, MissionMove.Resume, caller.Actor, null);
        Reopen(work, mission, run!, isAnew, retryFailed ? failed : [], caller); // only what has run can be resumed
        await work.HoldTasksAsync(run!.Id, false, cancellationToken); // as above
        if (retryFailed)
            await AskAnewAsync(work, run, cancellationToken);
        var pending = rows.Count(row => !row.Status.IsTerminal());
        work.Append(mission.Id, caller.Actor, new MissionResumed(run.Group, retryFailed ? failed.Count : 0, pending));
        return (retryFailed ? failed.Count : 0, pending);
    }

    /// <summary>Its tasks must have ended: otherwise they would go on without anyone.</summary>
    public static async Task DeleteAsync(Work work, Mission mission, Caller caller, CancellationToken cancellationToken)
    {
        if (mission.Status.Runs())
            throw new RefusedException(
                Refusal.Conflict,
                $"Mission \"{mission.Name}\" is {mission.Status.Word()}. End it first: polpo mission abort {mission.Id}"
            );
        var runs = await work
            .Db.Set<MissionRun>()
            .Where(row => row.Mission == mission.Id)
            .ToListAsync(cancellationToken);
        await MissionTimes.DropAsync(
            work,
            mission,
            caller.Actor,
            $"{caller.Name} deleted the mission.",
            cancellationToken
        );
        var deleted = 0;
        if (runs.Exists(run => !run.Closed))
            throw new RefusedException(
                Refusal.Conflict,
                $"The latest run of \"{mission.Name}\" is still being cleared up. Try again in a moment."
            );
        foreach (var run in runs)
        {
            var tasks = await work.Db.TasksOf(run.Id).ToListAsync(cancellationToken);
            if (tasks.Find(task => !task.Status.IsTerminal() && task.Status != TaskStatus.Draft) is { } open)
                throw new RefusedException(
                    Refusal.Conflict,
                    $"Task \"{open.Title}\" of \"{run.Group}\" is {open.Status.Word()}. Kill it first: polpo task kill {open.Id}"
                );
            foreach (var task in tasks)
                await work.ForgetTaskAsync(task, caller.Actor, cancellationToken);
            deleted += tasks.Count;
        }
        work.Db.RemoveRange(runs);
        work.Db.Remove(mission);
        work.Append(mission.Id, caller.Actor, new MissionDeleted(mission.Name, deleted));
    }

    /// <summary>What failed before is before the model again, when something stands still for it.</summary>
    private static async Task AskAnewAsync(Work work, MissionRun run, CancellationToken cancellationToken)
    {
        run.State = run.State with { Resolutions = 0 };
        foreach (
            var task in await work
                .Db.TasksOf(run.Id)
                .Where(row => row.ResolutionAttempts > 0)
                .ToListAsync(cancellationToken)
        )
            task.ResolutionAttempts = 0;
    }

    /// <param name="isAnew">It had failed: where it waited for a person it waits again, and what was kept shut is looked at again.</param>
    private static void Reopen(
        Work work,
        Mission mission,
        MissionRun run,
        bool isAnew,
        List<string> retrying,
        Caller caller
    )
    {
        var holds = new Dictionary<string, HoldState>(run.State.Holds);
        var prefix = $"{HoldKind.Checkpoint.Word()}:";
        foreach (var (key, state) in run.State.Holds.Where(hold => hold.Value.Status != HoldStatus.Open))
        {
            if (state.Status == HoldStatus.Reached && key.StartsWith(prefix, StringComparison.Ordinal))
            {
                holds.Remove(key);
                if (isAnew)
                    continue;
                holds[key] = new HoldState(HoldStatus.Open, work.Now);
                work.Append(mission.Id, caller.Actor, new CheckpointResumed(run.Group, key[prefix.Length..]));
            }
            else if (isAnew && state.Until is null)
                holds[key] = state with { Refused = false };
        }
        run.State = run.State with
        {
            Holds = holds,
            Retrying = [.. run.State.Retrying.Union(retrying)],
            Stopping = false,
        };
        (run.Closed, run.EndedAt) = (false, null);
    }
}
