using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Polpo.Core.Identity;
using Polpo.Core.Schedules.Runs;
using Polpo.Core.Schedules.Surfaces;
using Polpo.Core.Schedules.Timing;
using Polpo.Core.Workspaces;
using Polpo.Core.Workspaces.Membership;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage;

namespace Polpo.Core.Schedules;

/// <summary>Everything one can do to a schedule. REST and CLI come in through here.</summary>
public sealed class ScheduleCommands
{
    private const int LongestKey = 256;

    private readonly IDatabase _database;
    private readonly ScheduleQueries _queries;
    private readonly WorkspaceQueries _workspaces;
    private readonly ScheduleSurfaces _surfaces;
    private readonly ScheduleCreation _creation;
    private readonly DueOccurrences _due;
    private readonly Mandates _mandates;

    internal ScheduleCommands(
        IDatabase database,
        ScheduleQueries queries,
        WorkspaceQueries workspaces,
        ScheduleSurfaces surfaces,
        ScheduleCreation creation,
        DueOccurrences due,
        Mandates mandates
    ) =>
        (_database, _queries, _workspaces, _surfaces, _creation, _due, _mandates) = (
            database,
            queries,
            workspaces,
            surfaces,
            creation,
            due,
            mandates
        );

    public async Task<Schedule> CreateAsync(ScheduleSpec spec, Caller caller, CancellationToken cancellationToken)
    {
        spec.Check();
        var workspace = await _workspaces.GetAsync(spec.Workspace, caller, cancellationToken);
        await _surfaces.Of(spec.Invocation).CheckAsync(spec.Invocation, workspace, caller, cancellationToken);
        return await _database.WriteAsync(
            workspace.Id,
            async work =>
            {
                var schedule = await _creation.CreateAsync(work, spec, caller, cancellationToken);
                await _surfaces.FollowAsync(work, schedule, caller.Actor, cancellationToken);
                return schedule;
            },
            cancellationToken
        );
    }

    /// <summary>Who changes what it starts has it done, so it acts for them from then on.</summary>
    /// <param name="revision">The one that was seen; null: whichever there is.</param>
    public async Task<Schedule> ChangeAsync(
        Id<Schedule> id,
        int? revision,
        ScheduleChange change,
        Caller caller,
        CancellationToken cancellationToken
    )
    {
        if (change.Invocation is { } invocation)
        {
            var seen = await _queries.GetAsync(id, caller, cancellationToken);
            var workspace = await _workspaces.GetAsync(seen.Workspace, caller, cancellationToken);
            await _surfaces.Of(invocation).CheckAsync(invocation, workspace, caller, cancellationToken);
        }
        return await EditAsync(
            id,
            revision,
            caller,
            (work, schedule) =>
            {
                ScheduleCreation.Change(work, schedule, change, caller);
                if (change.Invocation is not null)
                    work.TakeOver(schedule, caller);
            },
            cancellationToken
        );
    }

    /// <summary>Nothing fires until it is resumed; what is at work goes on.</summary>
    public Task<Schedule> PauseAsync(
        Id<Schedule> id,
        int? revision,
        Caller caller,
        CancellationToken cancellationToken
    ) =>
        EditAsync(
            id,
            revision,
            caller,
            (work, schedule) =>
            {
                schedule.Make(ScheduleMove.Pause);
                schedule.Await(null);
                work.Append(schedule.Id, caller.Actor, new SchedulePaused());
            },
            cancellationToken
        );

    /// <summary>Goes on with what comes next; what passed while it was paused is not made up for. Where its owner may not have it done any more it acts for the caller.</summary>
    public async Task<Schedule> ResumeAsync(
        Id<Schedule> id,
        int? revision,
        Caller caller,
        CancellationToken cancellationToken
    )
    {
        var seen = await _queries.GetAsync(id, caller, cancellationToken);
        var mandate = await _mandates.OfAsync(seen, cancellationToken);
        return await EditAsync(
            id,
            revision,
            caller,
            (work, schedule) =>
            {
                if (mandate.Lost is not null)
                    work.TakeOver(schedule, caller);
                schedule.Make(ScheduleMove.Resume);
                ScheduleCreation.AwaitNext(schedule, schedule.Timing, work.Now);
                work.Append(schedule.Id, caller.Actor, new ScheduleResumed(schedule.NextOccurrenceAt));
            },
            cancellationToken
        );
    }

    /// <summary>Nothing fires any more; what waits to be started is cancelled, what is at work goes on, and the history stays.</summary>
    public Task<Schedule> DeleteAsync(
        Id<Schedule> id,
        int? revision,
        Caller caller,
        CancellationToken cancellationToken
    ) =>
        EditAsync(
            id,
            revision,
            caller,
            (work, schedule) =>
                ScheduleRemoval.RemoveAsync(
                    work,
                    schedule,
                    caller.Actor,
                    $"{caller.Name} deleted the schedule.",
                    cancellationToken
                ),
            cancellationToken
        );

    /// <summary>Starts a run now, besides those of the clock. The same key again is the same run.</summary>
    public async Task<ScheduleRun> RunAsync(
        Id<Schedule> id,
        string? key,
        Caller caller,
        CancellationToken cancellationToken
    )
    {
        if (key is { Length: 0 or > LongestKey } || key?.Any(char.IsControl) == true)
            throw new RefusedException(Refusal.Invalid, $"idempotencyKey has 1 to {LongestKey} printable characters.");
        var seen = await _queries.GetAsync(id, caller, cancellationToken);
        caller.RequireManage(seen);
        return await _database.WriteAsync(
            seen.Workspace,
            work => RunAsync(work, id, key, cancellationToken),
            cancellationToken
        );
    }

    private async Task<ScheduleRun> RunAsync(
        Work work,
        Id<Schedule> id,
        string? key,
        CancellationToken cancellationToken
    )
    {
        var schedule = await work.Db.Set<Schedule>().SingleAsync(row => row.Id == id, cancellationToken);
        var trigger = ScheduleRun.TriggerOf(key ?? $"{schedule.Runs + 1}@{work.Now.UtcTicks}");
        var known = await work
            .Db.Set<ScheduleRun>()
            .SingleOrDefaultAsync(run => run.Schedule == id && run.TriggerId == trigger, cancellationToken);
        if (known is not null)
            return known;
        if (schedule.Status is ScheduleStatus.Deleted)
            throw new RefusedException(Refusal.Conflict, $"The schedule {schedule.Title} was deleted.");
        if (await DueOccurrences.OverlapAsync(work, schedule, cancellationToken) is { } reason)
            throw new RefusedException(Refusal.Conflict, reason + " Wait for it, or raise policy.maxConcurrency.");
        var run = _due.NewRun(work, schedule, work.Now, trigger, key);
        schedule.UpdatedAt = work.Now;
        work.Wake(ScheduleWork.WakeOf(schedule));
        return run;
    }

    private Task<Schedule> EditAsync(
        Id<Schedule> id,
        int? revision,
        Caller caller,
        Action<Work, Schedule> edit,
        CancellationToken cancellationToken
    ) =>
        EditAsync(
            id,
            revision,
            caller,
            (work, schedule) =>
            {
                edit(work, schedule);
                return Task.CompletedTask;
            },
            cancellationToken
        );

    /// <summary>Load what the caller may see, change, journal, save: one transaction.</summary>
    private async Task<Schedule> EditAsync(
        Id<Schedule> id,
        int? revision,
        Caller caller,
        Func<Work, Schedule, Task> edit,
        CancellationToken cancellationToken
    )
    {
        var seen = await _queries.GetAsync(id, caller, cancellationToken);
        return await _database.WriteAsync(
            seen.Workspace,
            async work =>
            {
                var schedule = await work.Db.Set<Schedule>().SingleAsync(row => row.Id == id, cancellationToken);
                caller.RequireManage(schedule);
                if (revision is { } expected && expected != schedule.Revision)
                    throw new RefusedException(
                        Refusal.Conflict,
                        $"The schedule {schedule.Title} is at revision {schedule.Revision} by now, not {expected}. Read it again and repeat your change."
                    );
                await edit(work, schedule);
                await _surfaces.FollowAsync(work, schedule, caller.Actor, cancellationToken);
                schedule.Revision++;
                schedule.UpdatedAt = work.Now;
                work.Wake(ScheduleWork.WakeOf(schedule));
                return schedule;
            },
            cancellationToken
        );
    }
}
