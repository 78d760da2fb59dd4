using System.Globalization;
using Polpo.Cli.Shell;
using Polpo.Client;

namespace Polpo.Cli.Schedules;

/// <summary>Schedules and their runs as a person reads them, in the time of the schedule's own zone.</summary>
internal static class ScheduleText
{
    public static string Timing(ScheduleTime time) => $"{time.Expression ?? time.At} {time.Timezone}";

    public static string[] Row(ScheduleView schedule) =>
        [
            schedule.Id,
            schedule.Status,
            Time(schedule.NextOccurrenceAt, schedule.Timing.Timezone),
            Timing(schedule.Timing),
            schedule.Name ?? What(schedule),
        ];

    public static string[] Row(ScheduleRunView run, string? zone) =>
        [run.Id, run.Status, Time(run.OccurrenceAt, zone), run.Reference ?? "-", run.Error ?? run.Result ?? ""];

    public static void Write(TextWriter output, ScheduleView schedule)
    {
        output.WriteLine(Plain.Text($"{schedule.Id}  {schedule.Status}  {schedule.Name}"));
        output.WriteLine(Plain.Text($"when    {Timing(schedule.Timing)}"));
        output.WriteLine(Plain.Text($"next    {Time(schedule.NextOccurrenceAt, schedule.Timing.Timezone)}"));
        output.WriteLine(Plain.Text($"last    {Time(schedule.LastOccurrenceAt, schedule.Timing.Timezone)}"));
        output.WriteLine(Plain.Text($"starts  {schedule.Invocation["kind"]} {What(schedule)}"));
        output.WriteLine(
            Plain.Text(
                $"policy  catch up: {schedule.Policy.CatchUp}, grace {schedule.Policy.MisfireGraceSeconds} s, at once {schedule.Policy.MaxConcurrency}"
            )
        );
    }

    /// <summary>What it starts, in one line.</summary>
    private static string What(ScheduleView schedule)
    {
        var invocation = schedule.Invocation;
        var named =
            invocation["task"]?["title"] ?? invocation["mission"] ?? invocation["prompt"] ?? invocation["webhook"];
        return Plain.Line(named?.ToString() ?? "", 80);
    }

    public static string Time(DateTimeOffset? instant, string? zone)
    {
        if (instant is not { } at)
            return "-";
        var local =
            zone is not null && TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var found)
                ? TimeZoneInfo.ConvertTime(at, found)
                : at;
        return local.ToString("yyyy-MM-dd HH:mm zzz", CultureInfo.InvariantCulture);
    }
}
