using Polpo.Cli.Tasks.Following;
using Polpo.Client;
using Shouldly;
using Xunit;
using static Polpo.Tests.Client.PolpoClientTests;

namespace Polpo.Tests.Cli;

public sealed class TaskLinesTests
{
    private static readonly AssessmentView NothingChecked = new(
        true,
        "initial",
        GlobalScore: null,
        Checks: [],
        Reviews: [],
        DateTimeOffset.UnixEpoch
    );

    [Fact]
    public async Task Work_without_checks_says_that_nothing_was_checked() =>
        (await LinesAsync("""{"result": "done", "text": "Done."}""")).ShouldBe([
            "✓ nothing to check: no --check, no --review",
        ]);

    [Fact]
    public async Task Where_the_agent_failed_its_reason_is_told_and_no_check_is_praised() =>
        (await LinesAsync("""{"result": "failed", "reason": "The key was refused."}""")).ShouldBe([
            "✗ The key was refused.",
        ]);

    [Theory]
    [InlineData("none", "! commands run without a sandbox")]
    [InlineData("container", "✓ commands run in a container")]
    [InlineData("bubblewrap", "✓ commands run in a bubblewrap sandbox")]
    public async Task What_closes_commands_in_is_told_before_the_first(string kind, string line)
    {
        var lines = new TaskLines((_, _) => Task.FromResult<AssessmentView?>(NothingChecked));

        (
            await lines.OfAsync(
                Fact(1, "ses_1", "environment.ready", $$"""{"reused": false, "sandbox": "{{kind}}"}"""),
                TestContext.Current.CancellationToken
            )
        ).ShouldBe([line]);
    }

    private static async Task<List<string>> LinesAsync(string end)
    {
        var lines = new TaskLines((_, _) => Task.FromResult<AssessmentView?>(NothingChecked));
        List<string> all = [];
        foreach (
            var fact in new[]
            {
                Fact(1, "ses_1", "turn.ended", end),
                Fact(2, "task_1", "task.assessed", """{"passed": true, "blob": "b"}"""),
            }
        )
            all.AddRange(await lines.OfAsync(fact, TestContext.Current.CancellationToken));
        return all;
    }
}
