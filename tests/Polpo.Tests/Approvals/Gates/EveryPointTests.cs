using Polpo.Core.Approvals.Gates;
using Polpo.Core.Approvals.Requests;
using Polpo.Engine.Kernel;
using Polpo.Testing.Databases;
using Polpo.Tests.Missions;
using Polpo.Tests.Tasks;
using Shouldly;
using Xunit;

namespace Polpo.Tests.Approvals.Gates;

/// <summary>Walks the fifteen points: at each a gate holds, outlives the server, lets pass what is approved, and does what a rejection says.</summary>
public abstract class EveryPointTests(Database database)
{
    public static TheoryData<string> Points => [.. GatePoint.All.Keys.Select(point => point.Word())];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void There_are_fifteen_and_the_stop_of_a_server_outlives_none() =>
        HookPoints
            .All.Except(GatePoint.All.Keys.Select(point => point.Word()))
            .ShouldBe([HookPoint.OrchestratorShutdown.Word()], "StopGateTests walks that one");

    [Theory, MemberData(nameof(Points))]
    public async Task It_holds_outlives_the_server_and_lets_pass_what_is_approved(string point)
    {
        await using var bench = await StartAsync(point);
        var (scene, state) = await HeldAsync(bench, point);

        await bench.ApproveAsync();

        (await state(bench)).ShouldBe(scene.Approved);
        var request = (await bench.RequestsAsync()).ShouldHaveSingleItem("what was passed does not ask again");
        (request.Hook, request.Status, request.ResolvedBy).ShouldBe((point, ApprovalStatus.Approved, "Ada"));
    }

    [Theory, MemberData(nameof(Points))]
    public async Task It_does_what_a_rejection_says(string point)
    {
        await using var bench = await StartAsync(point);
        var (scene, state) = await HeldAsync(bench, point);

        await bench.RejectAsync();

        (await state(bench)).ShouldBe(scene.Rejected);
        (await bench.PendingAsync()).ShouldBeEmpty();
    }

    [Theory, MemberData(nameof(Points))]
    public async Task Feedback_lets_nothing_pass_that_was_not_done_by_it(string point)
    {
        await using var bench = await StartAsync(point);
        var (scene, state) = await HeldAsync(bench, point);

        if ((await bench.PendingAsync())[0].RevisionsLeft == 0)
            (await Should.ThrowAsync<RefusedException>(() => bench.RejectAsync("Otherwise."))).Message.ShouldContain(
                "without feedback"
            );
        else
            await bench.RejectAsync("Otherwise.");

        (await state(bench)).ShouldBe(scene.SentBack ?? scene.Held);
    }

    private static async Task<(GatePoint, Func<TaskBench, Task<string>>)> HeldAsync(TaskBench bench, string point)
    {
        var scene = GatePoint.All[HookPoints.Parse(point)!.Value];
        var state = await scene.Begin(bench);
        (await state(bench)).ShouldBe(scene.Held);
        await bench.RestartAsync();
        (await state(bench)).ShouldBe(scene.Held, "a server that was started anew knows it");
        return (scene, state);
    }

    private async Task<TaskBench> StartAsync(string point)
    {
        var failed = 0;
        var bench = await TaskBench.StartAsync(
            database,
            GatePoint.Work,
            (_, command) =>
                command == "fails once" && Interlocked.Increment(ref failed) == 1 ? (1, "1 failing") : (0, "passing"),
            null,
            Token
        );
        await bench.SettleOnAsync(
            $$"""{"maxFixAttempts":0,"sla":{"violationAction":"fail"},"approvalGates":[{"name":"G","hook":"{{point}}"}]}"""
        );
        return bench;
    }
}

public sealed class EveryPointOnSqliteTests() : EveryPointTests(Database.Sqlite);

public sealed class EveryPointOnPostgresTests() : EveryPointTests(Database.Postgres);
