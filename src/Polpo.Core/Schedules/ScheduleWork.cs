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

    /// <summary>Ends a run, and says so.</summary>
    internal static void EndRun(this Work work, ScheduleRun run, ScheduleRunMove move, string actor, string? error)
    {
        run.Make(move, work.Now, error is null ? null : FactText.Start(error, LongestError));
        work.Append(run.Schedule, actor, new ScheduleRunEnded(run.Id, run.Status, run.Reference, run.Error));
    }
}
