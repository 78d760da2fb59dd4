using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.AI;
using Polpo.Core.Gateway;
using Polpo.Core.Sessions;
using Polpo.Core.Tasks;
using Polpo.Engine.Storage;
using Polpo.Testing.Databases;
using Polpo.Testing.Ports;
using Polpo.Tests.Tasks;
using Shouldly;
using Xunit;
using TaskStatus = Polpo.Core.Tasks.TaskStatus;

namespace Polpo.Tests.Servers;

/// <summary>Three servers with disks of their own on one PostgreSQL.</summary>
public sealed class ThreeServersTests
{
    private const int Tasks = 200;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Share_two_hundred_equal_tasks_and_do_each_once()
    {
        await using var bench = await TaskBench.StartAsync(Database.Postgres, Writes, null, null, Stop);
        await using var second = await bench.AddServerAsync("second");
        await using var third = await bench.AddServerAsync("third");
        for (var i = 0; i < Tasks; i++)
            await bench.AddAsync(
                new TaskSpec
                {
                    Workspace = default,
                    Title = $"task {i}",
                    Expectations = [new JsonObject { ["type"] = "test", ["command"] = "true" }],
                }
            );
        await bench.Engine.Idleness.WaitAsync(Stop);

        (await TasksAsync(bench)).ShouldAllBe(task => task.Status == TaskStatus.Done && task.Turns == 2);
        var parts = (await bench.SessionsAsync()).CountBy(session => session.Disk!).ToDictionary();
        TestContext.Current.TestOutputHelper!.WriteLine(
            string.Join(", ", parts.Select(part => $"{part.Key}: {part.Value}"))
        );
        parts.Count.ShouldBe(3);
        parts.Values.ShouldAllBe(many => many >= Tasks * 20 / 100 && many <= Tasks * 47 / 100);
        bench.Gateway.Calls.Count.ShouldBe(2 * Tasks);
        (await bench.FactsAsync()).Count(fact => fact.Type == "session.moved").ShouldBe(0);
    }

    private static Task<List<AgentTask>> TasksAsync(TaskBench bench) =>
        bench.Engine.Database.ReadAsync(db => db.Set<AgentTask>().ToListAsync(Stop), Stop);

    private static ChatMessage Writes(Call call) =>
        call.Messages[^1].Role == ChatRole.Tool
            ? FakeGateway.Say("Written.")
            : FakeGateway.Use("write", ("path", "answer.txt"), ("content", "good"));
}
