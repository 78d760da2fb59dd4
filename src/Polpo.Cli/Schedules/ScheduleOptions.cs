using System.CommandLine;
using System.Text.Json.Nodes;
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

    public static readonly Argument<string?> Text = new("TEXT")
    {
        Description = "The task that it asks for. Its first line is the title.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    public static readonly Option<string?> Mission = new Option<string?>("--mission")
    {
        Description = "Run this mission instead of a task.",
        HelpName = "NAME",
    }.NotEmpty();

    public static readonly Option<string?> Prompt = new Option<string?>("--prompt")
    {
        Description = "Say this to an agent (--agent, else the first) instead of a task.",
        HelpName = "TEXT",
    }.NotEmpty();

    public static readonly Option<string?> Webhook = new Option<string?>("--webhook")
    {
        Description = "Tell this webhook, instead of a task.",
        HelpName = "ID",
    }.NotEmpty();

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
            Invocation = What(command),
            Policy = new ScheduleRules(command.Get(CatchUp), command.Get(Grace), command.Get(Concurrency)),
        };
    }

    private static JsonObject What(Invocation command)
    {
        (Option<string?>? Option, string? Given)[] all =
        [
            (null, command.Get(Text)),
            (Mission, command.Get(Mission)),
            (Prompt, command.Get(Prompt)),
            (Webhook, command.Get(Webhook)),
        ];
        var given = all.Where(one => !string.IsNullOrWhiteSpace(one.Given)).ToList();
        if (given is not [var (option, said)])
            throw new RefusedException(
                Refusal.Invalid,
                "Say what is to be started: a task's text, --mission NAME, --prompt TEXT or --webhook ID."
            );
        return option is null ? TaskOptions.Order(command, said!.Trim()) // said
            : option == Mission ? new JsonObject { ["kind"] = "mission", ["mission"] = said }
            : option == Webhook ? new JsonObject { ["kind"] = "webhook", ["webhook"] = said }
            : Agent(command, said!);
    }

    private static JsonObject Agent(Invocation command, string prompt)
    {
        var invocation = new JsonObject { ["kind"] = "agent", ["prompt"] = prompt };
        if (command.Get(TaskOptions.Agent) is { } agent)
            invocation["agent"] = agent;
        if (command.Get(TaskOptions.Model) is { } model)
            invocation["model"] = model;
        return invocation;
    }
}
