using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.AI;
using Polpo.Core.History;
using Polpo.Core.Sandboxes;
using Polpo.Core.Sessions;
using Polpo.Core.Tasks;
using Polpo.Engine.Kernel;
using Polpo.Testing.Databases;
using Polpo.Tests.Engine;
using Polpo.Tests.Tasks;
using Shouldly;
using Xunit;

namespace Polpo.Tests.History;

/// <summary>For every rule about how things stand, rows or a machine that break it, which must be found.</summary>
public sealed class StandingRuleTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, OnEachDatabase]
    public async Task What_a_server_holds_that_does_not_live_is_found(Database database)
    {
        await using var bench = await DoneAsync(database);
        await SqlAsync(bench, "update subjects set owner = 'ghost-1' where kind = 'task'");
        (await BrokenAsync(bench)).ShouldContain("owners");
        await SqlAsync(bench, "update subjects set owner = null where kind = 'task'");
    }

    [Theory, OnEachDatabase]
    public async Task What_was_woken_and_is_forgotten_is_found(Database database)
    {
        await using var bench = await DoneAsync(database);
        await SqlAsync(bench, "update subjects set wanted = wanted + 1 where kind = 'task'");
        (await BrokenAsync(bench)).ShouldBe(["owners"]);
        await SqlAsync(bench, "update subjects set wanted = handled where kind = 'task'");
    }

    [Theory, OnEachDatabase]
    public async Task A_task_under_way_that_nothing_wakes_is_found(Database database)
    {
        await using var bench = await DoneAsync(database);
        await SqlAsync(bench, "update tasks set status = 'Assigned'");
        (await BrokenAsync(bench)).ShouldBe(["rows", "awake"]);
        await SqlAsync(bench, "update tasks set status = 'Done'");
    }

    [Theory, OnEachDatabase]
    public async Task A_turn_that_was_asked_for_and_that_nothing_wakes_is_found(Database database)
    {
        await using var bench = await DoneAsync(database);
        await SqlAsync(bench, "update turns set status = 'Requested'");
        (await BrokenAsync(bench)).ShouldBe(["rows", "awake"]);
        await SqlAsync(bench, "update turns set status = 'Done'");
    }

    [Theory, OnEachDatabase]
    public async Task A_sandbox_that_outlives_its_session_is_found(Database database)
    {
        await using var bench = await DoneAsync(database);
        var session = (await bench.SessionsAsync())[0];
        bench.Sandboxes.Open[session.Id] = new SandboxSpec
        {
            Id = session.Id,
            Workspace = bench.Workspace.Id,
            Worktree = bench.Repository,
        };
        (await BrokenAsync(bench)).ShouldBe(["processes"]);
        bench.Sandboxes.Open.Clear();
    }

    [Theory, OnEachDatabase]
    public async Task A_result_whose_commit_is_gone_is_found(Database database)
    {
        await using var bench = await DoneAsync(database);
        var head = (await bench.SessionsAsync())[0].Head;
        await SqlAsync(bench, $"update tasks set head = '{new string('f', 40)}'");
        (await BrokenAsync(bench)).ShouldBe(["kept"]);
        await SqlAsync(bench, $"update tasks set head = '{head}'");
    }

    [Theory, OnEachDatabase]
    public async Task Spend_that_no_reply_tells_of_is_found(Database database)
    {
        await using var bench = await DoneAsync(database);
        await SqlAsync(bench, "update sessions set cost = cost + 1");
        (await BrokenAsync(bench)).ShouldBe(["spend"]);
        await SqlAsync(bench, "update sessions set cost = cost - 1");
    }

    [Theory, OnEachDatabase]
    public async Task A_journal_whose_end_is_cut_off_is_found(Database database)
    {
        await using var bench = await DoneAsync(database);
        await SqlAsync(bench, "update heads set seq = seq + 1");
        (await BrokenAsync(bench)).ShouldBe(["numbers"]);
        await SqlAsync(bench, "update heads set seq = seq - 1");
    }

    private static async Task<TaskBench> DoneAsync(Database database)
    {
        var bench = await TaskBench.StartAsync(
            database,
            _ => new ChatMessage(ChatRole.Assistant, "Done."),
            null,
            null,
            Token
        );
        await bench.RunAsync(new TaskSpec { Workspace = bench.Workspace.Id, Title = "x" });
        (await BrokenAsync(bench)).ShouldBeEmpty();
        return bench;
    }

    private static async Task<IReadOnlyList<string>> BrokenAsync(TaskBench bench)
    {
        var report = await bench.Engine.Get<HistoryChecker>().CheckAsync(bench.Workspace.Id, bench.Caller, Token);
        return [.. report.Rules.Where(rule => rule.Broken > 0).Select(rule => rule.Name)];
    }

    private static Task<int> SqlAsync(TaskBench bench, string sql) =>
        bench.Engine.Database.WriteAsync(
            bench.Workspace.Id,
            work => work.Db.Database.ExecuteSqlRawAsync(sql, Token),
            Token
        );
}
