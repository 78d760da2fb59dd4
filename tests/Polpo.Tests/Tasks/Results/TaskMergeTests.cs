using Microsoft.Extensions.AI;
using Polpo.Core.Tasks;
using Polpo.Testing.Databases;
using Polpo.Testing.Ports;
using Shouldly;
using Xunit;
using TaskStatus = Polpo.Core.Tasks.TaskStatus;

namespace Polpo.Tests.Tasks.Results;

/// <summary>What is merged without a person.</summary>
public sealed class TaskMergeTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("src/answer.txt", true)]
    [InlineData(".polpo/agents.json", false)]
    public async Task Settings_of_agents_wait_for_a_person(string path, bool merged)
    {
        await using var bench = await TaskBench.StartAsync(
            Database.Sqlite,
            call =>
                call.Messages[^1].Role == ChatRole.Tool
                    ? FakeGateway.Say("Written.")
                    : FakeGateway.Use("write", ("path", path), ("content", "[]")),
            null,
            """[{"agent":{"name":"dev","allowedPaths":["src",".polpo"]},"teamName":"web"}]""",
            Token
        );

        var task = await bench.RunAsync(
            new TaskSpec
            {
                Workspace = default,
                Title = "Help",
                Merge = true,
            }
        );

        task.Status.ShouldBe(TaskStatus.Done, task.Reason);
        task.Merged.ShouldBe(merged, task.Reason);
        if (!merged)
            task.Reason!.ShouldContain(path);
        await bench.Commands.MergeAsync(task.Id, bench.Caller, Token);
    }
}
