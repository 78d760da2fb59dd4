using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.AI;
using Polpo.Core.History;
using Polpo.Core.Identity;
using Polpo.Core.Tasks;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage;
using Polpo.Testing.Databases;
using Polpo.Tests.Engine;
using Polpo.Tests.Tasks;
using Shouldly;
using Xunit;
using TaskStatus = Polpo.Core.Tasks.TaskStatus;

namespace Polpo.Tests.History;

public sealed class HistoryCheckerTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, OnEachDatabase]
    public async Task A_row_that_says_something_else_than_its_facts_is_found(Database database)
    {
        await using var bench = await StartAsync(database);
        var task = await bench.RunAsync(new TaskSpec { Workspace = bench.Workspace.Id, Title = "x" });
        (await CheckAsync(bench)).Holds.ShouldBeTrue();

        await PretendAsync(bench, TaskStatus.Failed);
        var broken = (await CheckAsync(bench)).Rules.Single(rule => rule.Broken > 0);
        broken.Name.ShouldBe("rows");
        broken.Examples.ShouldBe([new Breach(0, task.Id, "Its row is failed, its facts say done.")]);
        await PretendAsync(bench, TaskStatus.Done);
    }

    [Theory, OnEachDatabase]
    public async Task A_fact_that_was_taken_out_is_found(Database database)
    {
        await using var bench = await StartAsync(database);
        await bench.RunAsync(new TaskSpec { Workspace = bench.Workspace.Id, Title = "x" });
        await bench.Engine.Database.WriteAsync(
            bench.Workspace.Id,
            work =>
                work.Db.Database.ExecuteSqlAsync(
                    $"update facts set seq = -seq where workspace = {bench.Workspace.Id.Text} and type = 'task.assessed'",
                    Token
                ),
            Token
        );
        (await CheckAsync(bench))
            .Rules.Where(rule => rule.Broken > 0)
            .Select(rule => rule.Name)
            .ShouldBe(["numbers", "done"]);
        await bench.Engine.Database.WriteAsync(
            bench.Workspace.Id,
            work => work.Db.Database.ExecuteSqlAsync($"update facts set seq = -seq where seq < 0", Token),
            Token
        );
    }

    [Theory, OnEachDatabase]
    public async Task Who_may_not_see_a_workspace_does_not_check_it(Database database)
    {
        await using var bench = await StartAsync(database);
        var stranger = new Caller(Id<User>.New(TimeProvider.System), "Eve");
        var refused = await Should.ThrowAsync<RefusedException>(() =>
            bench.Engine.Get<HistoryChecker>().CheckAsync(bench.Workspace.Id, stranger, Token)
        );
        refused.Refusal.ShouldBe(Refusal.NotFound);
    }

    private static Task<TaskBench> StartAsync(Database database) =>
        TaskBench.StartAsync(database, _ => new ChatMessage(ChatRole.Assistant, "Done."), null, null, Token);

    private static Task<HistoryReport> CheckAsync(TaskBench bench) =>
        bench.Engine.Get<HistoryChecker>().CheckAsync(bench.Workspace.Id, bench.Caller, Token);

    private static Task PretendAsync(TaskBench bench, TaskStatus status) =>
        bench.Engine.Database.WriteAsync(
            bench.Workspace.Id,
            work =>
                work.Db.Set<AgentTask>().ExecuteUpdateAsync(set => set.SetProperty(row => row.Status, status), Token),
            Token
        );
}
