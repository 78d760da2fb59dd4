using Polpo.Core.Approvals.Requests;
using Polpo.Core.Identity;
using Polpo.Core.Missions;
using Polpo.Core.Missions.Rules;
using Polpo.Engine.Kernel;
using Polpo.Testing.Databases;
using Polpo.Tests.Tasks;
using Polpo.Tests.Tasks.Attempts;
using Shouldly;
using Xunit;
using TaskStatus = Polpo.Core.Tasks.TaskStatus;

namespace Polpo.Tests.Missions.Waiting;

/// <summary>A checkpoint is decided as every other request is.</summary>
public abstract class CheckpointTests(Database database)
{
    private const string Look = """
        {"name":"m","tasks":[{"title":"write a.txt"},{"title":"write b.txt","dependsOn":["write a.txt"]}],
         "checkpoints":[{"name":"look","afterTasks":["write a.txt"],"blocksTasks":["write b.txt"],"message":"Read it.","notifyChannels":["ops"]}]}
        """;

    private const string Two = """
        {"name":"m","tasks":[{"title":"write a.txt"},{"title":"write b.txt"},{"title":"write c.txt"}],
         "checkpoints":[{"name":"first","afterTasks":["write a.txt"],"blocksTasks":["write b.txt"]},
                        {"name":"second","afterTasks":["write a.txt"],"blocksTasks":["write c.txt"]}]}
        """;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Who_approves_the_mission_has_it_go_on_past_its_checkpoint()
    {
        await using var bench = await StartAsync();
        var mission = (await bench.PlayAsync(Look)).Mission;
        var request = (await bench.PendingAsync()).ShouldHaveSingleItem();
        (request.OwnerKind, request.OwnerId, request.GateName).ShouldBe(("mission", mission.Id.Text, "look"));
        request.Reason.ShouldStartWith("At checkpoint \"look\", before \"write b.txt\". Read it. Approve it to go on");
        request.NotifyChannels.ShouldBe(["ops"]);
        await bench.RestartAsync();

        await bench.Approvals.ApproveAsync(mission.Id, "Good.", bench.Caller, Token);

        var ended = await bench.SettledAsync(mission.Id);
        ended.Mission.Status.ShouldBe(MissionStatus.Completed, ended.Mission.Reason);
        (await bench.FactsAsync(mission.Id))
            .Select(fact => fact.Type)
            .Where(type =>
                type.StartsWith("checkpoint", StringComparison.Ordinal)
                || type.StartsWith("approval", StringComparison.Ordinal)
            )
            .ShouldBe(["approval.requested", "checkpoint.reached", "approval.resolved", "checkpoint.resumed"]);
        var receipt = await bench.Engine.Get<MissionQueries>().ReceiptAsync(mission.Id, bench.Caller, Token);
        receipt.ApprovedBy.ShouldBe(["Ada"]);
    }

    [Fact]
    public async Task Who_resumes_it_has_approved_it()
    {
        await using var bench = await StartAsync();
        var mission = (await bench.PlayAsync(Look)).Mission;

        await bench.Missions().ResumeAsync(mission.Id, false, bench.Caller, Token);

        (await bench.SettledAsync(mission.Id)).Mission.Status.ShouldBe(MissionStatus.Completed);
        var request = (await bench.RequestsAsync()).ShouldHaveSingleItem();
        (request.Status, request.ResolvedBy).ShouldBe((ApprovalStatus.Approved, "Ada"));
    }

    [Fact]
    public async Task Each_of_two_checkpoints_wants_its_own_word()
    {
        await using var bench = await StartAsync();
        var mission = (await bench.PlayAsync(Two)).Mission;
        (
            await Should.ThrowAsync<RefusedException>(() =>
                bench.Approvals.ApproveAsync(mission.Id, null, bench.Caller, Token)
            )
        ).Message.ShouldContain("2 approvals wait under");
        var (second, first) = ((await bench.PendingAsync())[0], (await bench.PendingAsync())[1]);

        await bench.Approvals.ApproveAsync(first.Id, null, bench.Caller, Token);
        (await bench.SettledAsync(mission.Id)).Mission.Status.ShouldBe(MissionStatus.Paused);
        await bench.Approvals.ApproveAsync(second.Id, null, bench.Caller, Token);

        (await bench.SettledAsync(mission.Id)).Mission.Status.ShouldBe(MissionStatus.Completed);
    }

    [Fact]
    public async Task A_rejection_ends_the_run_and_trying_again_stops_there_again()
    {
        await using var bench = await StartAsync();
        var mission = (await bench.PlayAsync(Look)).Mission;

        await bench.RejectAsync();

        var ended = await bench.SettledAsync(mission.Id);
        (ended.Mission.Status, ended.Mission.Reason).ShouldBe(
            (MissionStatus.Failed, "Rejected by Ada at checkpoint \"look\".")
        );
        var held = ended.Tasks.Single(task => task.Title == "write b.txt");
        (held.Status, held.Reason, held.Attempts).ShouldBe(
            (TaskStatus.Failed, "Rejected by Ada at checkpoint \"look\".", 0)
        );
        await bench.Missions().ResumeAsync(mission.Id, true, bench.Caller, Token);
        (await bench.SettledAsync(mission.Id)).Mission.Status.ShouldBe(
            MissionStatus.Paused,
            "what was rejected is asked again"
        );
        await bench.ApproveAsync();
        (await bench.SettledAsync(mission.Id)).Mission.Status.ShouldBe(MissionStatus.Completed);
    }

    [Fact]
    public async Task Feedback_is_told_to_what_comes_next_and_the_checkpoint_waits_again_as_often_as_it_may()
    {
        await using var bench = await StartAsync();
        var mission = (await bench.PlayAsync(Look)).Mission;

        foreach (var said in new[] { "Shorter.", "In English.", "By noon." })
            await bench.RejectAsync(said);

        (await bench.SettledAsync(mission.Id)).Mission.Status.ShouldBe(MissionStatus.Paused);
        (await Should.ThrowAsync<RefusedException>(() => bench.RejectAsync("Again."))).Message.ShouldContain(
            "without feedback"
        );
        await bench.RestartAsync();
        await bench.ApproveAsync();
        var ended = await bench.SettledAsync(mission.Id);
        ended.Mission.Status.ShouldBe(MissionStatus.Completed, ended.Mission.Reason);
        var told = bench.Gateway.Calls.Last().Messages.Select(message => message.Text).ToList();
        foreach (var said in new[] { "Ada says: Shorter.", "Ada says: In English.", "Ada says: By noon." })
            told.ShouldContain(text => text.Contains(said));
        bench.Gateway.Calls.First().Messages.ShouldAllBe(message => !message.Text.Contains("Ada says"));
    }

    [Fact]
    public async Task What_was_aborted_asks_for_nothing_any_more()
    {
        await using var bench = await StartAsync();
        var mission = (await bench.PlayAsync(Look)).Mission;

        await bench.Missions().AbortAsync(mission.Id, bench.Caller, Token);

        (await bench.SettledAsync(mission.Id)).Mission.Status.ShouldBe(MissionStatus.Cancelled);
        (await bench.RequestsAsync()).ShouldHaveSingleItem().Status.ShouldBe(ApprovalStatus.Withdrawn);
    }

    [Fact]
    public async Task Who_may_not_see_it_can_neither_approve_nor_reject_it()
    {
        await using var bench = await StartAsync();
        var mission = (await bench.PlayAsync(Look)).Mission;
        var stranger = new Caller(Id<User>.New(TimeProvider.System), "Eve");
        var request = (await bench.PendingAsync()).Single();

        foreach (var id in new[] { mission.Id.Text, request.Id.Text })
        {
            (
                await Should.ThrowAsync<RefusedException>(() => bench.Approvals.ApproveAsync(id, null, stranger, Token))
            ).Refusal.ShouldBe(Refusal.NotFound);
            (
                await Should.ThrowAsync<RefusedException>(() => bench.Approvals.RejectAsync(id, "x", stranger, Token))
            ).Refusal.ShouldBe(Refusal.NotFound);
        }
        (await bench.SettledAsync(mission.Id)).Mission.Status.ShouldBe(MissionStatus.Paused);
    }

    private Task<TaskBench> StartAsync() => TaskBench.StartAsync(database, TaskOriginTests.Writes, null, null, Token);
}

public sealed class CheckpointOnSqliteTests() : CheckpointTests(Database.Sqlite);

public sealed class CheckpointOnPostgresTests() : CheckpointTests(Database.Postgres);
