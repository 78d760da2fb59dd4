using System.Text.Json.Nodes;
using Polpo.Core.Tasks;
using Polpo.Core.Tasks.Watchers;
using Polpo.Engine.Kernel;
using Polpo.Testing.Databases;
using Polpo.Testing.Ports;
using Polpo.Tests.Tasks;
using TaskStatus = Polpo.Core.Tasks.TaskStatus;

namespace Polpo.Tests.Crashes;

/// <summary>The server dies at each durable write between a task's begin and what a watcher of its end starts: that happens, and happens once.</summary>
public sealed class WatcherTests
{
    private const int MostWrites = 200;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, InlineData(false), InlineData(true)]
    public async Task What_a_watcher_starts_is_started_once_whenever_the_server_dies(bool committed)
    {
        var write = 1;
        while (await LiveAsync(write, committed))
            write++.ShouldBeLessThan(MostWrites);
        TestContext.Current.TestOutputHelper!.WriteLine($"The server was killed at each of {write - 1} writes.");
        write.ShouldBeGreaterThan(10);
    }

    /// <returns>False when it came to the end alive.</returns>
    private static async Task<bool> LiveAsync(int write, bool committed)
    {
        var death = new Death();
        await using var bench = await TaskBench.StartAsync(
            Database.Sqlite,
            _ => FakeGateway.Say("Done."),
            null,
            null,
            Token,
            death.Over
        );
        var task = await bench.AddAsync(
            new TaskSpec
            {
                Workspace = default,
                Title = "first",
                Draft = true,
            }
        );
        var action = JsonNode.Parse("""{"kind":"task","task":{"title":"second"}}""")!.AsObject();
        var watchers = bench.Engine.Get<WatcherCommands>();
        await watchers.CreateAsync(task.Id, TaskStatus.Done, action, bench.Caller, Token);
        death.At(write, committed);
        var over = QueueAndSettleAsync(bench, task.Id);
        var died = await Task.WhenAny(over, death.Happened) == death.Happened;
        if (died)
        {
            await bench.Engine.AbandonAsync();
            await bench.StartServerAsync();
            await QueueAndSettleAsync(bench, task.Id);
        }
        else
            await over;
        var watcher = (
            await bench
                .Engine.Get<WatcherCommands>()
                .ListAsync(bench.Workspace.Id, null, null, null, 9, bench.Caller, Token)
        ).ShouldHaveSingleItem();
        watcher.Status.ShouldBe(WatcherStatus.Fired, $"killed at write {write}: {watcher.Error}");
        (await bench.GetAsync(Id<AgentTask>.Parse(watcher.Reference))).Status.ShouldBe(TaskStatus.Done);
        var facts = await bench.FactsAsync();
        facts.Count(fact => fact.Type == TaskCreated.Type).ShouldBe(2, $"killed at write {write}");
        facts.Count(fact => fact.Type == WatcherFired.Type).ShouldBe(1, $"killed at write {write}");
        return died;
    }

    private static async Task QueueAndSettleAsync(TaskBench bench, Id<AgentTask> task)
    {
        if ((await bench.GetAsync(task)).Status == TaskStatus.Draft)
            await bench.Commands.QueueAsync(task, bench.Caller, Token);
        await bench.Engine.Idleness.WaitAsync(Token);
    }
}
