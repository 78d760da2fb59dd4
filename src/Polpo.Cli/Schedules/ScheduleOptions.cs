using System.CommandLine;
using Polpo.Cli.Shell;
using Polpo.Cli.Tasks;
using Polpo.Client;
using Polpo.Engine.Kernel;

namespace Polpo.Cli.Schedules;

/// <summary>What <c>schedule add</c> takes: when, what, and how strictly.</summary>
internal static class ScheduleOptions
{
    public static readonly Option<string?> Cron = new Option<string?>("--cron")
    {
        Description = "Five fields: minute hour day-of-month month day-of-week, such as \"30 9 * * 1-5\".",
        HelpName = "FIELDS",
    }.NotEmpty();

    public static readonly Option<string?> At = new Option<string?>("--at")
    {
        Description = "Once, at a local time such as 2026-12-01T09:00.",
        HelpName = "TIME",
    }.NotEmpty();

    public static readonly Option<string?> Zone = new Option<string?>("--zone")
    {
        Description = "The time zone whose clock counts, such as Europe/Rome. Default: that of this machine.",
        HelpName = "ZONE",
    }.NotEmpty();

    public static readonly Option<DateTimeOffset?> Until = Options.Instant("--until", "Nothing fires after this.");

    public static readonly Option<string?> Name = new Option<string?>("--name")
    {
        Description = "What to call it.",
        HelpName = "NAME",
    }.NotEmpty();

    public static readonly Option<string?> CatchUp = Options.Word(
        "--catch-up",
        "What was missed: skip it, or run the latest.",
        "WORD",
        "skip",
        "latest"
    );

    public static readonly Option<int?> Grace = Options.Number(
        "--grace",
        "Seconds that an occurrence may be late and still run. Default: 300.",
        0,
        604_800
    );

    public static readonly Option<int?> Concurrency = Options.Number(
        "--max-concurrency",
        "Runs that may be at work at once. Default: 1.",
        1,
        100
    );

    public static CreateSchedule Read(Invocation command, string workspace)
    {
        var (cron, at) = (command.Get(Cron), command.Get(At));
        if (cron is null == at is null)
            throw new RefusedException(
                Refusal.Invalid,
                "Say when: either --cron \"30 9 * * 1-5\" or --at 2026-12-01T09:00."
            );
        var zone = command.Get(Zone) ?? TimeZoneInfo.Local.Id;
        return new CreateSchedule
        {
            Workspace = workspace,
            Name = command.Get(Name),
            Timing = cron is not null
                ? new ScheduleTime("cron", cron, null, zone, command.Get(Until))
                : new ScheduleTime("once", null, at, zone),
            Invocation = TaskOptions.Order(command, command.Get(TaskOptions.Text).Trim()),
            Policy = new ScheduleRules(command.Get(CatchUp), command.Get(Grace), command.Get(Concurrency)),
        };
    }
}
