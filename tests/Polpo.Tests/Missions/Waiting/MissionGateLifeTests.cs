using System.Text.Json.Nodes;
using Polpo.Core.Missions;
using Polpo.Core.Missions.Edits;
using Polpo.Core.Missions.Rules;
using Polpo.Engine.Kernel;
using Polpo.Testing.Databases;
using Polpo.Tests.Tasks;
using Polpo.Tests.Tasks.Attempts;
using Shouldly;
using Xunit;
using TaskStatus = Polpo.Core.Tasks.TaskStatus;

namespace Polpo.Tests.Missions.Waiting;

/// <summary>What gates of the settings hold of a mission, beyond what every point does.</summary>
public abstract class MissionGateLifeTests(Database database)
{
    private const string Plain = """{"name":"m","tasks":[{"title":"write a.txt"}]}""";

    private const string Gated = """
        {"name":"m","tasks":[{"title":"write a.txt"},{"title":"write b.txt","dependsOn":["write a.txt"]},{"title":"write c.txt"}],
         "qualityGates":[{"name":"good","afterTasks":["write a.txt"],"blocksTasks":["write b.txt"],"requireAllPassed":true}]}
        """;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Before_a_start_is_approved_nothing_is_asked_of_a_model_and_resuming_does_not_pass_it()
    {
        await using var bench = await StartAsync(Gate("mission:execute"));
        var mission = await bench.PlayAsync(Plain);
        (mission.Mission.Status, mission.Tasks.Count).ShouldBe((MissionStatus.Paused, 0));
        mission.Mission.Reason.ShouldBe("Waits at the gate \"G\" (mission:execute).");

        var refused = await Should.ThrowAsync<RefusedException>(() =>
            bench.Missions().ResumeAsync(mission.Mission.Id, false, bench.Caller, Token)
        );

        refused.Message.ShouldContain($"polpo approve {(await bench.PendingAsync()).Single().Id}");
        (await bench.SettledAsync(mission.Mission.Id)).Mission.Status.ShouldBe(MissionStatus.Paused);
        bench.Gateway.Calls.ShouldBeEmpty();
    }

    [Fact]
    public async Task Feedback_at_the_start_is_told_to_every_task_once_it_is_approved()
    {
        await using var bench = await StartAsync(Gate("mission:execute"));
        var mission = (await bench.PlayAsync(Plain)).Mission;
        await bench.RejectAsync("In German.");
        (await bench.SettledAsync(mission.Id)).Mission.Status.ShouldBe(MissionStatus.Paused);

        await bench.ApproveAsync();

        (await bench.SettledAsync(mission.Id)).Mission.Status.ShouldBe(MissionStatus.Completed);
        bench.Gateway.Calls.First().Messages.ShouldContain(message => message.Text.Contains("Ada says: In German."));
    }

    [Fact]
    public async Task Gates_at_the_start_are_asked_one_after_another()
    {
        await using var bench = await StartAsync(
            """{"name":"late","hook":"mission:execute","priority":60},{"name":"early","hook":"mission:execute"}"""
        );
        var mission = (await bench.PlayAsync(Plain)).Mission;

        (await bench.PendingAsync()).Single().GateName.ShouldBe("early");
        await bench.ApproveAsync();
        (await bench.SettledAsync(mission.Id)).Mission.Reason.ShouldBe("Waits at the gate \"late\" (mission:execute).");
        await bench.ApproveAsync();

        (await bench.SettledAsync(mission.Id)).Mission.Status.ShouldBe(MissionStatus.Completed);
    }

    [Fact]
    public async Task Before_the_end_is_approved_there_is_neither_branch_nor_receipt_and_then_it_names_who_did()
    {
        await using var bench = await StartAsync(Gate("mission:complete"));
        var mission = await bench.PlayAsync(Plain);
        mission.Mission.Status.ShouldBe(MissionStatus.Paused, mission.Mission.Reason);
        bench.Git.Branches.ShouldBeEmpty();
        (mission.Run!.ReceiptBlob, mission.Run.Head).ShouldBe((null, null));

        await bench.ApproveAsync();

        (await bench.SettledAsync(mission.Mission.Id)).Mission.Status.ShouldBe(MissionStatus.Completed);
        var receipt = await bench.Engine.Get<MissionQueries>().ReceiptAsync(mission.Mission.Id, bench.Caller, Token);
        receipt.ApprovedBy.ShouldBe(["Ada"]);
    }

    [Fact]
    public async Task An_end_that_is_sent_back_is_edited_and_what_came_of_that_waits_again()
    {
        await using var bench = await StartAsync(Gate("mission:complete"));
        var mission = (await bench.PlayAsync(Plain)).Mission;
        await bench.RejectAsync("A second file too.");
        (await bench.SettledAsync(mission.Id)).Mission.Reason!.ShouldStartWith("Sent back by Ada: A second file too.");

        await bench
            .Engine.Get<MissionEditing>()
            .EditAsync(
                mission.Id,
                [JsonNode.Parse("""{"op":"addTask","task":{"title":"write z.txt"}}""")!.AsObject()],
                bench.Caller,
                Token
            );
        await bench.Missions().ResumeAsync(mission.Id, false, bench.Caller, Token);
        var again = await bench.SettledAsync(mission.Id);
        again.Mission.Status.ShouldBe(MissionStatus.Paused, again.Mission.Reason);
        (await bench.PendingAsync()).Single().RevisionsLeft.ShouldBe(2);
        await bench.ApproveAsync();

        var ended = await bench.SettledAsync(mission.Id);
        ended.Mission.Status.ShouldBe(MissionStatus.Completed, ended.Mission.Reason);
        bench.Git.Lines.FilesOf(new(ended.Run!.Head!)).Keys.ShouldBe(["README.md", "a.txt", "z.txt"]);
    }

    [Fact]
    public async Task What_waits_at_a_quality_gate_holds_back_only_what_is_behind_it()
    {
        await using var bench = await StartAsync(Gate("quality:gate", ", \"condition\": \"gate === 'good'\""));
        var mission = await bench.PlayAsync(Gated);

        (mission.Mission.Status, Status(mission, "write b.txt"), Status(mission, "write c.txt")).ShouldBe(
            (MissionStatus.Active, TaskStatus.Draft, TaskStatus.Done)
        );
        await bench.RejectAsync();

        var ended = await bench.SettledAsync(mission.Mission.Id);
        ended.Mission.Status.ShouldBe(MissionStatus.Failed);
        ended
            .Tasks.Single(task => task.Title == "write b.txt")
            .Reason.ShouldBe("Quality gate \"good\" did not pass: Rejected by Ada at gate \"G\".");
    }

    [Fact]
    public async Task A_condition_keeps_a_quality_gate_shut_and_ends_nothing_before_its_time()
    {
        await using var bench = await StartAsync(
            """{"name":"G","handler":"auto","hook":"quality:gate","condition":"gate === 'good'"}"""
        );

        var ended = await bench.PlayAsync(Gated);

        (ended.Mission.Status, Status(ended, "write c.txt")).ShouldBe((MissionStatus.Failed, TaskStatus.Done));
        ended
            .Tasks.Single(task => task.Title == "write b.txt")
            .Reason.ShouldBe("Quality gate \"good\" did not pass: The gate \"G\" blocks it: gate === 'good'.");
        (await bench.FactsAsync(ended)).Count(type => type == QualityGateFailed.Type).ShouldBe(1);
    }

    [Theory]
    [InlineData("approve", MissionStatus.Completed)]
    [InlineData("reject", MissionStatus.Failed)]
    public async Task Where_nobody_decides_in_time_the_gate_does(string action, MissionStatus end)
    {
        await using var bench = await StartAsync(
            Gate("mission:execute", $", \"timeoutMs\": 1, \"timeoutAction\": \"{action}\"")
        );
        var mission = await bench.WriteAsync(Plain);
        await bench.Missions().ExecuteAsync(mission.Id, bench.Caller, Token);

        await bench
            .Engine.Journal.FollowAsync(bench.Workspace.Id, 0, mission.Id, Token)
            .FirstAsync(fact => fact.Type == "mission.ended", Token);

        (await bench.SettledAsync(mission.Id)).Mission.Status.ShouldBe(end);
    }

    private static TaskStatus Status(MissionDetails mission, string title) =>
        mission.Tasks.Single(task => task.Title == title).Status;

    private static string Gate(string hook, string more = "") => $$"""{"name":"G","hook":"{{hook}}"{{more}}}""";

    private async Task<TaskBench> StartAsync(string gates)
    {
        var bench = await TaskBench.StartAsync(database, TaskOriginTests.Writes, null, null, Token);
        await bench.SettleOnAsync($$"""{"approvalGates":[{{gates}}]}""");
        return bench;
    }
}

public sealed class MissionGateLifeOnSqliteTests() : MissionGateLifeTests(Database.Sqlite);

public sealed class MissionGateLifeOnPostgresTests() : MissionGateLifeTests(Database.Postgres);
