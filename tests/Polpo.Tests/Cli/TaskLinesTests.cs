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

    [Fact]
    public async Task The_last_lines_of_a_failed_check_are_shown_and_steer_no_terminal()
    {
        var output = string.Join('\n', Enumerable.Range(1, 30).Select(line => $"  line {line}"));
        var failed = new CheckView(
            "test",
            "npm test",
            false,
            "Exit code 1, expected 0.",
            1,
            $"{output}\n50 %\r100 %\n\u001b[31mred\u001b[0m \u001b]0;title\u0007{new string('x', 500)}\n\n"
        );
        var passed = new CheckView("test", "true", true, "Exit code 0.", 0, "quiet");
        var lines = new TaskLines(
            (_, _) =>
                Task.FromResult<AssessmentView?>(NothingChecked with { Passed = false, Checks = [failed, passed] })
        );

        var told = await lines.OfAsync(
            Fact(2, "task_1", "task.assessed", """{"passed": false, "blob": "b"}"""),
            TestContext.Current.CancellationToken
        );

        told[0].ShouldBe("✗ test npm test: Exit code 1, expected 0.");
        told[1].ShouldBe("    │ … 20 lines before");
        told[2].ShouldBe("    │   line 21");
        told[12].ShouldBe("    │ 100 %");
        told[13].ShouldStartWith("    │ red ·]0;title·xxx");
        told[13].ShouldEndWith("x…");
        told[13].Length.ShouldBe(166);
        told.Skip(14).ShouldBe(["✓ test true"]);
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
