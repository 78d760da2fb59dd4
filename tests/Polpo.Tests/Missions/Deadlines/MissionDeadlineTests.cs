using Polpo.Core.Approvals.Deadlines;
using Polpo.Core.Missions;
using Polpo.Core.Missions.Rules;
using Polpo.Testing.Databases;
using Polpo.Tests.Tasks;
using Polpo.Tests.Tasks.Attempts;
using Shouldly;
using Xunit;
using TaskStatus = Polpo.Core.Tasks.TaskStatus;

namespace Polpo.Tests.Missions.Deadlines;

public abstract class MissionDeadlineTests(Database database)
{
    private const string Past = "1999-12-31T00:00:00Z";
    private const string Later = "2100-01-01T00:00:00Z";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_deadline_that_is_met_is_told_once_with_its_margin()
    {
        await using var bench = await StartAsync("{}");

        var ended = await bench.PlayAsync(Document(Later));

        (await WordsAsync(bench, ended)).ShouldBe(["sla.met"]);
        var met = (await bench.FactsAsync(ended.Mission.Id)).Single(fact => fact.Type == SlaMet.Type).Read<SlaMet>();
        (met.EntityType, met.MarginMs > 0).ShouldBe(("mission", true));
    }

    [Fact]
    public async Task A_warning_is_told_once_also_while_it_waits_for_a_person()
    {
        await using var bench = await StartAsync("""{"sla":{"warningThreshold":0,"warningChannels":["ops"]}}""");

        var paused = await bench.PlayAsync(Document(Later, held: true));
        await bench.RestartAsync();

        paused = await bench.SettledAsync(paused.Mission.Id);
        (paused.Mission.Status, (await WordsAsync(bench, paused)).Count).ShouldBe((MissionStatus.Paused, 1));
        var facts = await bench.FactsAsync(paused.Mission.Id);
        facts.Single(fact => fact.Type == SlaWarning.Type).Read<SlaWarning>().Channels.ShouldBe(["ops"]);
    }

    [Fact]
    public async Task A_violation_is_told_once_and_the_mission_goes_on()
    {
        await using var bench = await StartAsync("{}");

        var ended = await bench.PlayAsync(Document(Past));

        ended.Mission.Status.ShouldBe(MissionStatus.Completed, ended.Mission.Reason);
        (await WordsAsync(bench, ended)).ShouldBe(["mission.overdue", "sla.violated"]);
    }

    [Fact]
    public async Task A_violation_ends_it_where_the_settings_say_so_before_anything_begins()
    {
        await using var bench = await StartAsync("""{"sla":{"violationAction":"fail"}}""");

        var ended = await bench.PlayAsync(Document(Past));

        ended.Mission.Status.ShouldBe(MissionStatus.Failed);
        ended.Mission.Reason!.ShouldContain("deadline 1999-12-31 00:00:00Z has passed");
        ended.Tasks.ShouldBeEmpty("it was late before it had begun");
        bench.Gateway.Calls.ShouldBeEmpty();
        ended.Run!.Closed.ShouldBeTrue();
    }

    [Fact]
    public async Task It_ends_too_while_it_waits_at_a_checkpoint_and_what_waits_there_is_stopped()
    {
        await using var bench = await StartAsync("""{"sla":{"violationAction":"fail"}}""");
        var soon = TimeProvider.System.GetUtcNow().AddSeconds(4).ToString("O");
        var mission = await bench.WriteAsync(Document(soon, held: true));
        await bench.Missions().ExecuteAsync(mission.Id, bench.Caller, Token);

        await bench
            .Engine.Journal.FollowAsync(bench.Workspace.Id, 0, mission.Id, Token)
            .FirstAsync(fact => fact.Type == MissionEnded.Type, Token);

        var ended = await bench.SettledAsync(mission.Id);
        ended.Mission.Status.ShouldBe(MissionStatus.Failed);
        var waited = ended.Tasks.Single(task => task.Title == "write b.txt");
        (waited.Status, waited.Attempts).ShouldBe((TaskStatus.Failed, 0));
        waited.Reason!.ShouldContain("has passed (settings.sla.violationAction is fail)");
        (await bench.PendingAsync()).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(true, MissionStatus.Failed)]
    [InlineData(false, MissionStatus.Paused)]
    public async Task A_person_may_be_asked_whether_it_ends(bool approves, MissionStatus then)
    {
        await using var bench = await StartAsync(
            """{"sla":{"violationAction":"fail"},"approvalGates":[{"name":"G","hook":"quality:sla"}]}"""
        );
        var paused = await bench.PlayAsync(Document(Past, held: true));
        paused.Mission.Status.ShouldBe(MissionStatus.Paused, "it goes on meanwhile, up to its checkpoint");
        var request = (await bench.PendingAsync()).Single(one => one.Hook == "quality:sla");
        await bench.RestartAsync();

        if (approves)
            await bench.Approvals.ApproveAsync(request.Id, null, bench.Caller, Token);
        else
            await bench.Approvals.RejectAsync(request.Id, null, bench.Caller, Token);

        var after = await bench.SettledAsync(paused.Mission.Id);
        after.Mission.Status.ShouldBe(then);
        (await bench.PendingAsync()).Count.ShouldBe(approves ? 0 : 1, "the checkpoint still asks, if anything does");
    }

    private static string Document(string deadline, bool held = false)
    {
        const string look =
            ""","checkpoints":[{"name":"look","afterTasks":["write a.txt"],"blocksTasks":["write b.txt"]}]""";
        return $$"""
            {"name":"m","deadline":"{{deadline}}","tasks":[{"title":"write a.txt"},{"title":"write b.txt"}]{{(
                held ? look : ""
            )}}}
            """;
    }

    private static async Task<IReadOnlyList<string>> WordsAsync(TaskBench bench, MissionDetails mission) =>
        [
            .. (await bench.FactsAsync(mission)).Where(type =>
                type.StartsWith("sla", StringComparison.Ordinal) || type == MissionOverdue.Type
            ),
        ];

    private async Task<TaskBench> StartAsync(string settings)
    {
        var bench = await TaskBench.StartAsync(database, TaskOriginTests.Writes, null, null, Token);
        await bench.SettleOnAsync(settings);
        return bench;
    }
}

public sealed class MissionDeadlineOnSqliteTests() : MissionDeadlineTests(Database.Sqlite);

public sealed class MissionDeadlineOnPostgresTests() : MissionDeadlineTests(Database.Postgres);
