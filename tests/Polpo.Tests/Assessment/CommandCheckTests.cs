using System.Text.Json.Nodes;
using Polpo.Core.Tasks;
using Polpo.Testing.Databases;
using Polpo.Testing.Ports;
using Polpo.Tests.Tasks;
using Shouldly;
using Xunit;
using TaskStatus = Polpo.Core.Tasks.TaskStatus;

namespace Polpo.Tests.Assessment;

/// <summary>What a check looks at is the commit, whatever another check's code does.</summary>
public sealed class CommandCheckTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_check_that_changes_files_cannot_help_another()
    {
        await using var bench = await TaskBench.StartAsync(
            Database.Sqlite,
            Writes("answer.txt", "bad"),
            TestsThatCheat,
            null,
            Token
        );

        var task = await bench.RunAsync(Spec("npm test", "./verify") with { MaxRetries = 0 });

        task.Status.ShouldBe(TaskStatus.Failed);
        task.Reason!.ShouldContain("./verify");
    }

    private static (int, string) TestsThatCheat(string checkout, string command)
    {
        var answer = Path.Combine(checkout, "answer.txt");
        if (command == "npm test")
            File.WriteAllText(answer, "good");
        return File.ReadAllText(answer) == "good" ? (0, "ok") : (1, "not ok");
    }

    private static Func<Polpo.Core.Gateway.Call, Microsoft.Extensions.AI.ChatMessage> Writes(
        string path,
        string content
    ) =>
        call =>
            call.Messages[^1].Role == Microsoft.Extensions.AI.ChatRole.Tool
                ? FakeGateway.Say("Written.")
                : FakeGateway.Use("write", ("path", path), ("content", content));

    private static TaskSpec Spec(params string[] commands) =>
        new()
        {
            Workspace = default,
            Title = "Make it good",
            Expectations =
            [
                .. commands.Select(command => new JsonObject { ["type"] = "script", ["command"] = command }),
            ],
        };
}
