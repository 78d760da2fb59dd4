using Polpo.Core.Approvals.Deadlines;
using Polpo.Core.Tasks;
using Polpo.Engine.Kernel;
using Polpo.Testing.Databases;
using Polpo.Testing.Ports;
using Shouldly;
using Xunit;
using TaskStatus = Polpo.Core.Tasks.TaskStatus;

namespace Polpo.Tests.Tasks.Deadlines;

public abstract class TaskDeadlineTests(Database database)
{
    private static readonly DateTimeOffset Past = DateTimeOffset.UnixEpoch;
    private static readonly DateTimeOffset Later = new(2100, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_deadline_that_is_met_is_told_once_with_its_margin()
    {
        await using var bench = await StartAsync(null);

        var task = await bench.RunAsync(Spec() with { Deadline = Later });

        task.Status.ShouldBe(TaskStatus.Done, task.Reason);
        (await WordsAsync(bench, task)).ShouldBe(["sla.met"]);
        (await bench.FactAsync(task.Id, SlaMet.Type)).Read<SlaMet>().MarginMs.ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task A_warning_is_told_once_whatever_wakes_it()
    {
        await using var bench = await StartAsync("""{"sla":{"warningThreshold":0,"warningChannels":["ops"]}}""");
        var task = await bench.AddAsync(Spec() with { Draft = true, Deadline = Later });
        await bench.SettleAsync(task.Id);

        await bench.Commands.ChangeAsync(task.Id, new TaskChange { Priority = 3 }, bench.Caller, Token);

        await bench.SettleAsync(task.Id);
        (await WordsAsync(bench, task)).ShouldBe(["sla.warning"]);
        (await bench.FactAsync(task.Id, SlaWarning.Type)).Read<SlaWarning>().Channels.ShouldBe(["ops"]);
    }

    [Fact]
    public async Task A_violation_is_told_once_and_the_task_goes_on()
    {
        await using var bench = await StartAsync(null);

        var task = await bench.RunAsync(Spec() with { Deadline = Past });

        task.Status.ShouldBe(TaskStatus.Done, task.Reason);
        (await WordsAsync(bench, task)).ShouldBe(["sla.violated"]);
    }

    [Fact]
    public async Task A_violation_fails_the_task_where_the_settings_say_so()
    {
        await using var bench = await StartAsync("""{"sla":{"violationAction":"fail"}}""");

        var task = await bench.AddAsync(Spec() with { Draft = true, Deadline = Past });

        task = await bench.SettleAsync(task.Id);
        task.Status.ShouldBe(TaskStatus.Failed);
        task.Reason!.ShouldContain("deadline");
    }

    [Fact]
    public async Task A_gate_can_keep_the_action_from_being_taken()
    {
        await using var bench = await StartAsync(
            """{"sla":{"violationAction":"fail"},"approvalGates":[{"name":"G","handler":"auto","hook":"quality:sla","condition":"task.priority > 1"}]}"""
        );

        var kept = await bench.AddAsync(Spec() with { Draft = true, Deadline = Past, Priority = 2 });

        (await bench.SettleAsync(kept.Id)).Status.ShouldBe(TaskStatus.Draft);
        (await bench.FactAsync(kept.Id, SlaViolated.Type)).Read<SlaViolated>().Action.ShouldBe("notify");
    }

    [Fact]
    public async Task Priority_and_deadline_can_be_set_while_it_is_unfinished()
    {
        await using var bench = await StartAsync(null);
        var task = await bench.AddAsync(Spec() with { Draft = true });

        var change = new TaskChange { Priority = 7, Deadline = Past };
        task = await bench.Commands.ChangeAsync(task.Id, change, bench.Caller, Token);
        (task.Priority, task.Deadline).ShouldBe((7, Past));
        await bench.SettleAsync(task.Id);
        (await WordsAsync(bench, task)).ShouldBe(["sla.violated"]);
        await bench.Commands.ChangeAsync(task.Id, new TaskChange { NoDeadline = true }, bench.Caller, Token);
        await bench.Commands.QueueAsync(task.Id, bench.Caller, Token);

        (await bench.SettleAsync(task.Id)).Status.ShouldBe(TaskStatus.Done);
        (
            await Should.ThrowAsync<RefusedException>(() =>
                bench.Commands.ChangeAsync(task.Id, change, bench.Caller, Token)
            )
        ).Refusal.ShouldBe(Refusal.Conflict);
    }

    private static async Task<IEnumerable<string>> WordsAsync(TaskBench bench, AgentTask task) =>
        (await bench.FactsAsync(task.Id)).Select(fact => fact.Type).Where(type => type.StartsWith("sla."));

    private async Task<TaskBench> StartAsync(string? settings)
    {
        var bench = await TaskBench.StartAsync(database, _ => FakeGateway.Say("Done."), null, null, Token);
        if (settings is not null)
            await bench.SettleOnAsync(settings);
        return bench;
    }

    private static TaskSpec Spec() => new() { Workspace = default, Title = "In time" };
}

public sealed class TaskDeadlineOnSqliteTests() : TaskDeadlineTests(Database.Sqlite);

public sealed class TaskDeadlineOnPostgresTests() : TaskDeadlineTests(Database.Postgres);
