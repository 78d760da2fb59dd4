using Polpo.Core.Identity;
using Polpo.Core.Schedules.Runs;
using Polpo.Engine.Journal;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage;
using Polpo.Engine.Subjects;

namespace Polpo.Core.Schedules;

/// <summary>What is done to schedules inside a transaction, by people's commands and by the driver alike.</summary>
public static class ScheduleWork
{
    internal const string Kind = "schedule";

    private const int LongestError = 2000;

    /// <summary>Has the schedule look at its clock and at its runs.</summary>
    public static Wake WakeOf(Id<Schedule> schedule) => new(Kind, schedule);

    internal static Wake WakeOf(Schedule schedule) => new(Kind, schedule.Id, Person: schedule.Owner);

    /// <summary>How a schedule is said in one line.</summary>
    internal static string Words(this Timing.ScheduleTiming timing) =>
        $"{timing.Expression ?? timing.At} {timing.Timezone}";

    /// <summary>It cannot go on as it is: nothing fires until somebody resumes it.</summary>
    internal static void Halt(this Work work, Schedule schedule, string reason)
    {
        schedule.Make(ScheduleMove.Pause);
        schedule.Await(null);
        schedule.Revision++;
        schedule.UpdatedAt = work.Now;
        work.Append(schedule.Id, "system", new SchedulePaused(FactText.Start(reason, LongestError)));
    }

    /// <summary>From now on it acts for the caller.</summary>
    internal static void TakeOver(this Work work, Schedule schedule, Caller caller)
    {
        if (schedule.Owner == caller.User)
            return;
        work.Append(schedule.Id, caller.Actor, new ScheduleTakenOver(schedule.OwnerName, caller.Name));
        (schedule.Owner, schedule.OwnerName) = (caller.User, caller.Name);
    }

    /// <summary>Ends a run, and says so.</summary>
    internal static void EndRun(this Work work, ScheduleRun run, ScheduleRunMove move, string actor, string? error)
    {
        run.Make(move, work.Now, error is null ? null : FactText.Start(error, LongestError));
        work.Append(run.Schedule, actor, new ScheduleRunEnded(run.Id, run.Status, run.Reference, run.Error));
    }
}
