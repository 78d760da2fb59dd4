using System.Text.Json.Nodes;
using Polpo.Client;

namespace Polpo.Tests.Cli;

public sealed class ScheduleCommandTests : IDisposable
{
    private readonly CliRun _cli = new();

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task A_task_is_scheduled_with_its_checks()
    {
        _cli.Server.Answers("POST schedules", View());
        (
            await _cli.Polpo(
                "schedule",
                "add",
                "tidy up",
                "--cron",
                "30 9 * * 1-5",
                "--zone",
                "Europe/Rome",
                "--check",
                "npm test"
            )
        ).ShouldBe(0);
        var sent = JsonNode.Parse(_cli.Server.Requests.Last().Body!)!;
        sent["timing"]!
            .ToJsonString()
            .ShouldBe("""{"kind":"cron","expression":"30 9 * * 1-5","timezone":"Europe/Rome"}""");
        sent["invocation"]!["task"]!["title"]!.ToString().ShouldBe("tidy up");
        sent["invocation"]!["task"]!["expectations"]![0]!["command"]!.ToString().ShouldBe("npm test");
        _cli.Out.ShouldBe("sch_1 fires next at 2026-11-23 09:30 +01:00.\n");
    }

    [Fact]
    public async Task A_time_is_needed_and_only_one()
    {
        (await _cli.Polpo("schedule", "add", "tidy up")).ShouldBe(3);
        _cli.Error.ShouldContain("Say when");
        (await _cli.Polpo("schedule", "add", "x", "--cron", "* * * * *", "--at", "2026-12-01T09:00")).ShouldBe(3);
    }

    [Fact]
    public async Task The_list_and_the_runs_are_tables_in_the_zone_of_the_schedule()
    {
        _cli.Server.Answers("GET schedules?workspace=w", new Page<ScheduleView>([View()]));
        (await _cli.Polpo("schedule", "list")).ShouldBe(0);
        _cli.Out.ShouldContain("sch_1     active  2026-11-23 09:30 +01:00  30 9 * * 1-5 Europe/Rome  tidy up\n");
        var run = new ScheduleRunView(
            "run_1",
            "sch_1",
            At,
            "occurrence:2026-11-23T09:30",
            null,
            "failed",
            1,
            "task_1",
            null,
            "No.",
            At,
            At,
            At
        );
        _cli.Server.Answers("GET schedules/sch_1", View());
        _cli.Server.Answers("GET schedules/sch_1/runs", new Page<ScheduleRunView>([run]));
        (await _cli.Polpo("schedule", "runs", "sch_1")).ShouldBe(0);
        _cli.Out.ShouldContain("run_1  failed  2026-11-23 09:30 +01:00  task_1   No.\n");
    }

    [Fact]
    public async Task One_is_found_by_its_name_and_of_several_the_ids_are_told()
    {
        var nightly = View() with { Name = "nightly" };
        _cli.Server.Answers(
            "GET schedules?workspace=w&take=200",
            new Page<ScheduleView>([nightly, View() with { Id = "sch_2", Name = "twin" }], "more")
        );
        _cli.Server.Answers(
            "GET schedules?workspace=w&take=200&after=more",
            new Page<ScheduleView>([View() with { Id = "sch_3", Name = "twin", Status = "paused" }])
        );
        _cli.Server.Answers("GET schedules/sch_1", nightly);
        _cli.Server.Answers("POST schedules/sch_1/pause", nightly with { Status = "paused" });
        (await _cli.Polpo("schedule", "show", "nightly")).ShouldBe(0, _cli.Error);
        (await _cli.Polpo("schedule", "pause", "Nightly")).ShouldBe(0, _cli.Error);
        _cli.Out.ShouldBe("sch_1 is paused.\n");
        (await _cli.Polpo("schedule", "run", "twin")).ShouldBe(3);
        _cli.Error.ShouldBe(
            "polpo: There are 2 schedules \"twin\". Say which by its id:\n  sch_2  active\n  sch_3  paused\n"
        );
        (await _cli.Polpo("schedule", "delete", "nightley")).ShouldBe(3);
        _cli.Error.ShouldContain(
            "There is no schedule \"nightley\". Did you mean \"nightly\"? See: polpo schedule list"
        );
    }

    private static DateTimeOffset At { get; } = new(2026, 11, 23, 8, 30, 0, TimeSpan.Zero);

    private static ScheduleView View() =>
        new()
        {
            Id = "sch_1",
            Workspace = "w",
            Timing = new ScheduleTime("cron", "30 9 * * 1-5", Timezone: "Europe/Rome"),
            Invocation = new JsonObject
            {
                ["kind"] = "task",
                ["task"] = new JsonObject { ["title"] = "tidy up" },
            },
            Status = "active",
            Policy = new ScheduleRules("skip", 300, 1),
            NextOccurrenceAt = At,
        };
}
