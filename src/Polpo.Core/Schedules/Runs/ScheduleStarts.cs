using Microsoft.EntityFrameworkCore;
using Polpo.Core.Approvals.Requests;
using Polpo.Core.Schedules.Surfaces;
using Polpo.Core.Workspaces.Membership;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage;
using Polpo.Engine.Subjects;

namespace Polpo.Core.Schedules.Runs;

/// <summary>Starts what is pending. That it is tried is durable before it is tried, so that what brings a server down is not tried for ever.</summary>
internal sealed class ScheduleStarts(
    IDatabase database,
    ScheduleSurfaces surfaces,
    ScheduleGates gates,
    Mandates mandates
)
{
    private const int MostAttempts = 5;

    public async Task StartAsync(Owned subject, Schedule schedule, CancellationToken cancellationToken)
    {
        var waiting = await database.ReadAsync(
            db =>
                db.Set<ScheduleRun>()
                    .Where(run => run.Schedule == schedule.Id)
                    .Where(run => run.Status == ScheduleRunStatus.Pending || run.Status == ScheduleRunStatus.Claimed)
                    .OrderBy(run => run.Id)
                    .Select(run => run.Id)
                    .ToListAsync(cancellationToken),
            cancellationToken
        );
        var asked = await AskedAsync(waiting, cancellationToken);
        foreach (var run in waiting.Where(run => !asked.Contains(run.Text)))
            await StartAsync(subject, schedule, run, cancellationToken);
    }

    /// <summary>Those that wait for a person.</summary>
    private async Task<HashSet<string>> AskedAsync(List<Id<ScheduleRun>> waiting, CancellationToken cancellationToken)
    {
        var ids = waiting.ConvertAll(run => run.Text);
        if (ids.Count == 0)
            return [];
        var asked = await database.ReadAsync(
            db =>
                db.Set<Approval>()
                    .Where(row => row.OwnerKind == ScheduleApprovals.Owner && row.Status == ApprovalStatus.Pending)
                    .Where(row => ids.Contains(row.OwnerId))
                    .Select(row => row.OwnerId)
                    .ToListAsync(cancellationToken),
            cancellationToken
        );
        return [.. asked];
    }

    private async Task StartAsync(
        Owned subject,
        Schedule schedule,
        Id<ScheduleRun> id,
        CancellationToken cancellationToken
    )
    {
        if (!await ClaimAsync(subject, id, cancellationToken))
            return;
        try
        {
            var surface = surfaces.Of(schedule.Invocation);
            // A schedule never does what its owner could not, whatever they could when they made it.
            var mandate = await mandates.OfAsync(schedule, cancellationToken);
            if (mandate.Workspace is not { } workspace)
            {
                await HaltAsync(subject, id, mandate.Lost!, cancellationToken); // one of the two is there
                return;
            }
            await database.WriteAsync(
                subject,
                async work =>
                {
                    var run = await RunAsync(work, id, cancellationToken);
                    var start = new ScheduledStart(schedule, run, workspace, mandate.Caller);
                    if (await gates.HoldAsync(work, start, cancellationToken) is { } held)
                    {
                        if (held.Blocked is { } reason)
                            work.EndRun(run, ScheduleRunMove.Cancel, "system", reason);
                        return;
                    }
                    run.Reference = await surface.StartAsync(work, start, cancellationToken);
                    run.Surface = surface.Kind;
                    run.Make(ScheduleRunMove.Start, work.Now);
                    work.Append(schedule.Id, schedule.Owner, Triggered(schedule, run));
                },
                cancellationToken
            );
        }
        catch (RefusedException refused) when (refused.Refusal is not Refusal.Unavailable)
        {
            await FailAsync(subject, id, refused.Message, cancellationToken);
        }
    }

    private static ScheduleTriggered Triggered(Schedule schedule, ScheduleRun run) =>
        new(
            run.Id,
            run.OccurrenceAt,
            run.TriggerId,
            schedule.InvocationKind,
            run.Reference,
            schedule.Timing.Words(),
            schedule.NextOccurrenceAt
        );

    /// <returns>False when it was tried too often.</returns>
    private Task<bool> ClaimAsync(Owned subject, Id<ScheduleRun> id, CancellationToken cancellationToken) =>
        database.WriteAsync(
            subject,
            async work =>
            {
                var run = await RunAsync(work, id, cancellationToken);
                run.Make(ScheduleRunMove.Claim, work.Now);
                if (run.Attempts <= MostAttempts)
                    return true;
                work.EndRun(
                    run,
                    ScheduleRunMove.Fail,
                    "system",
                    $"The server stopped {MostAttempts} times while it was being started. The server's log has the details."
                );
                return false;
            },
            cancellationToken
        );

    private Task FailAsync(Owned subject, Id<ScheduleRun> id, string reason, CancellationToken cancellationToken) =>
        database.WriteAsync(
            subject,
            async work =>
                work.EndRun(await RunAsync(work, id, cancellationToken), ScheduleRunMove.Fail, "system", reason),
            cancellationToken
        );

    /// <summary>Until somebody else resumes it there is no use in trying again.</summary>
    private Task HaltAsync(Owned subject, Id<ScheduleRun> id, string reason, CancellationToken cancellationToken) =>
        database.WriteAsync(
            subject,
            async work =>
            {
                var run = await RunAsync(work, id, cancellationToken);
                work.EndRun(run, ScheduleRunMove.Fail, "system", reason);
                var schedule = await work
                    .Db.Set<Schedule>()
                    .SingleAsync(row => row.Id == run.Schedule, cancellationToken);
                if (schedule.Status is ScheduleStatus.Active)
                    work.Halt(schedule, ScheduleMandate.Halted(schedule, reason));
            },
            cancellationToken
        );

    private static Task<ScheduleRun> RunAsync(Work work, Id<ScheduleRun> id, CancellationToken cancellationToken) =>
        work.Db.Set<ScheduleRun>().SingleAsync(run => run.Id == id, cancellationToken);
}
