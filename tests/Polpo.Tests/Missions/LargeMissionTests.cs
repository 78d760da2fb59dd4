using System.Text.Json;
using Microsoft.Extensions.AI;
using Polpo.Core.Missions;
using Polpo.Core.Missions.Rules;
using Polpo.Core.Tasks;
using Polpo.Testing.Databases;
using Polpo.Testing.Ports;
using Polpo.Tests.Tasks;
using Shouldly;
using Xunit;
using TaskStatus = Polpo.Core.Tasks.TaskStatus;

namespace Polpo.Tests.Missions;

/// <summary>A mission of ten thousand tasks, as many as there may be.</summary>
public sealed class LargeMissionTests
{
    private const int Tasks = 10_000;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Ten_thousand_tasks_are_stored_begun_listed_and_ended()
    {
        var (asked, release) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var bench = await TaskBench.StartAsync(
            Database.Sqlite,
            _ =>
            {
                asked.TrySetResult();
                release.Task.Wait(Token);
                return FakeGateway.Say("Done.");
            },
            null,
            Documents.Staff,
            Token
        );
        var (missions, queries) = (bench.Engine.Get<MissionCommands>(), bench.Engine.Get<MissionQueries>());
        var mission = await missions.CreateAsync(bench.Workspace.Id, Fan(), "", null, bench.Caller, Token);
        await missions.ExecuteAsync(mission.Id, bench.Caller, Token);
        await asked.Task.WaitAsync(Token);

        var begun = await queries.DetailsAsync(mission.Id, bench.Caller, Token);
        begun.Tasks.Count.ShouldBe(Tasks);
        begun.Tasks.Count(task => task.Status != TaskStatus.Draft).ShouldBe(1);
        begun.Tasks.Skip(1).ShouldAllBe(task => begun.WhyNot(task) == "Waits for \"T0\".");
        (await PagesAsync(bench)).Distinct().Count().ShouldBe(Tasks);

        await missions.AbortAsync(mission.Id, bench.Caller, Token);
        release.SetResult();
        await bench.Engine.Idleness.WaitAsync(Token);
        var ended = await queries.DetailsAsync(mission.Id, bench.Caller, Token);
        ended.Mission.Status.ShouldBe(MissionStatus.Cancelled);
        // The one that was under way may have been done before it was stopped.
        ended.Tasks.Single(task => task.Title == "T0").Status.IsTerminal().ShouldBeTrue();
        ended.Tasks.Where(task => task.Title != "T0").ShouldAllBe(task => task.Status == TaskStatus.Failed);
    }

    /// <summary>All behind the first.</summary>
    private static string Fan() =>
        JsonSerializer.Serialize(
            new
            {
                name = "m",
                tasks = Enumerable
                    .Range(0, Tasks)
                    .Select(number => new
                    {
                        title = $"T{number}",
                        assignTo = "dev",
                        dependsOn = number == 0 ? [] : new[] { "T0" },
                    }),
            }
        );

    private static async Task<List<string>> PagesAsync(TaskBench bench)
    {
        var (all, queries) = (new List<AgentTask>(), bench.Engine.Get<TaskQueries>());
        while (true)
        {
            var page = await queries.ListAsync(
                bench.Workspace.Id,
                null,
                all.Count == 0 ? null : all[^1].Id,
                200,
                bench.Caller,
                Token
            );
            all.AddRange(page);
            if (page.Count < 200)
                return [.. all.Select(task => task.Title)];
        }
    }
}
