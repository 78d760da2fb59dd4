using Polpo.Client;
using Polpo.Core.Schedules;
using Polpo.Core.Schedules.Runs;
using Polpo.Core.Schedules.Timing;
using Polpo.Core.Workspaces;
using Polpo.Engine.Kernel;

namespace Polpo.Server.Schedules;

internal static class ScheduleViews
{
    public static ScheduleSpec Spec(this CreateSchedule body, Id<Workspace> workspace) =>
        new()
        {
            Workspace = workspace,
            Name = body.Name,
            Description = body.Description,
            Timing = body.Timing.Timing(),
            Invocation = body.Invocation,
            Policy = body.Policy?.Policy(new SchedulePolicy()) ?? new SchedulePolicy(),
            Metadata = body.Metadata,
        };

    public static ScheduleChange Change(this PatchSchedule body, SchedulePolicy policy) =>
        new(
            body.Name,
            body.Description,
            body.Timing?.Timing(),
            body.Invocation,
            body.Policy?.Policy(policy),
            body.Metadata
        );

    private static ScheduleTiming Timing(this ScheduleTime time) =>
        time.Kind switch
        {
            "cron" => new ScheduleTiming(TimingKind.Cron, time.Expression, null, time.Timezone ?? "UTC", time.EndsAt),
            "once" => new ScheduleTiming(TimingKind.Once, null, time.At, time.Timezone ?? "UTC"),
            _ => throw new RefusedException(
                Refusal.Invalid,
                $"\"timing.kind\" is \"{time.Kind}\"; it must be cron or once."
            ),
        };

    private static SchedulePolicy Policy(this ScheduleRules rules, SchedulePolicy before) =>
        new(
            rules.CatchUp switch
            {
                null => before.CatchUp,
                "skip" => CatchUp.Skip,
                "latest" => CatchUp.Latest,
                var other => throw new RefusedException(
                    Refusal.Invalid,
                    $"\"policy.catchUp\" is \"{other}\"; it must be skip or latest."
                ),
            },
            rules.MisfireGraceSeconds ?? before.MisfireGraceSeconds,
            rules.MaxConcurrency ?? before.MaxConcurrency
        );

    public static ScheduleView View(this Schedule schedule) =>
        new()
        {
            Id = schedule.Id,
            Workspace = schedule.Workspace,
            Name = schedule.Name,
            Description = schedule.Description,
            Timing = new ScheduleTime(
                schedule.Timing.Kind is TimingKind.Cron ? "cron" : "once",
                schedule.Timing.Expression,
                schedule.Timing.At,
                schedule.Timing.Timezone,
                schedule.Timing.EndsAt
            ),
            Invocation = schedule.Invocation,
            Status = schedule.Status.Word(),
            Policy = new ScheduleRules(
                schedule.Policy.CatchUp is CatchUp.Latest ? "latest" : "skip",
                schedule.Policy.MisfireGraceSeconds,
                schedule.Policy.MaxConcurrency
            ),
            Metadata = schedule.Metadata,
            NextOccurrenceAt = schedule.NextOccurrenceAt,
            LastOccurrenceAt = schedule.LastOccurrenceAt,
            Runs = schedule.Runs,
            Revision = schedule.Revision,
            CreatedAt = schedule.CreatedAt,
            UpdatedAt = schedule.UpdatedAt,
        };

    public static ScheduleRunView View(this ScheduleRun run) =>
        new(
            run.Id,
            run.Schedule,
            run.OccurrenceAt,
            run.TriggerId,
            run.IdempotencyKey,
            run.Status.Word(),
            run.Attempts,
            run.Reference,
            run.Result,
            run.Error,
            run.CreatedAt,
            run.StartedAt,
            run.EndedAt
        );
}
