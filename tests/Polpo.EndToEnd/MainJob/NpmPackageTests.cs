using System.Text.Json;
using Polpo.Testing.ScriptedModel;
using Polpo.Testing.Shipped;
using Shouldly;
using Xunit;

namespace Polpo.EndToEnd.MainJob;

/// <summary>A published package that we did not write, with its own tests and its own dependencies, one line broken by us.</summary>
public sealed class NpmPackageTests
{
    private const string Package = "deep-equal@1.0.1";
    private const string Right = "actual.getTime() === expected.getTime()";
    private const string Wrong = "actual.getTime() !== expected.getTime()";
    private const string DateTest =
        "var test = require('tape');\nvar equal = require('../');\ntest('dates', function (t) {\n  t.equal(equal(new Date(7), new Date(7)), true);\n  t.equal(equal(new Date(7), new Date(8)), false);\n  t.end();\n});\n";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_is_fixed_after_a_wrong_attempt_a_retry_and_an_escalation_with_its_dependencies_installed_once()
    {
        await using var model = await ScriptedModelServer.StartAsync(Attempts(), cancellationToken: Token);
        await using var polpo = new ShippedPolpo(
            new Dictionary<string, string>
            {
                ["OPENAI_API_KEY"] = "sk-test",
                ["OPENAI_BASE_URL"] = model.OpenAIAddress,
                ["ANTHROPIC_API_KEY"] = "sk-test",
                ["ANTHROPIC_BASE_URL"] = model.Address,
            }
        );
        var clone = await CloneAsync(polpo);

        var ended = await polpo.RunAsync(
            Token,
            "run",
            "make the tests pass",
            "--repo",
            clone.Path,
            "--check",
            "npm test",
            "--retries",
            "1",
            "--merge",
            "--json"
        );

        ended.ExitCode.ShouldBe(0, ended.ToString());
        (await File.ReadAllTextAsync(Path.Combine(clone.Path, "index.js"), Token)).ShouldContain(Right);
        var facts = ended
            .Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonDocument.Parse(line).RootElement)
            .Where(line => line.TryGetProperty("seq", out _))
            .ToList();
        facts
            .Select(fact => fact.GetProperty("type").GetString())
            .Where(type => type is "task.fix" or "task.retried" or "task.escalated")
            .ShouldBe([
                "task.fix",
                "task.fix",
                "task.retried",
                "task.fix",
                "task.fix",
                "task.retried",
                "task.escalated",
            ]);
        model.Requests.Last().Model.ShouldBe("large");
        model.Requests.Last().Api.ShouldContain("anthropic");
        // Two sessions had their sandbox: the first built the environment, the second found it.
        facts
            .Where(fact => fact.GetProperty("type").GetString() == "environment.ready")
            .Select(fact => fact.GetProperty("body").GetProperty("reused").GetBoolean())
            .Distinct()
            .ShouldBe([false, true]);
        (await clone.GitAsync(Token, "status", "--porcelain")).ShouldBeEmpty();
    }

    private static async Task<Clone> CloneAsync(ShippedPolpo polpo)
    {
        var packed = await Commands.RunAsync(
            "npm",
            ["pack", "--silent", Package],
            polpo.Folder,
            polpo.Variables,
            Token
        );
        packed.ExitCode.ShouldBe(0, packed.ToString());
        (
            await Commands.RunAsync("tar", ["xzf", packed.Output.Trim()], polpo.Folder, polpo.Variables, Token)
        ).ExitCode.ShouldBe(0);
        var clone = new Clone(polpo, "package");
        var source = Path.Combine(clone.Path, "index.js");
        var text = await File.ReadAllTextAsync(source, Token);
        text.ShouldContain(Right);
        await File.WriteAllTextAsync(source, text.Replace(Right, Wrong, StringComparison.Ordinal), Token);
        return await clone.InitAsync(
            new Dictionary<string, string>
            {
                ["test/dates.js"] = DateTest,
                [".gitignore"] = "node_modules\n",
                [".polpo/agents.json"] = """
                [{"agent":{"name":"junior","model":"openai/small","reportsTo":"senior"},"teamName":"web"},{"agent":{"name":"senior","model":"anthropic/large"},"teamName":"core"}]
                """,
            },
            Token
        );
    }

    /// <summary>The small model runs the tests and changes nothing that helps; the large one corrects the line.</summary>
    private static Script Attempts()
    {
        var script = new Script();
        script
            .On(turn => turn.Model == "large" && turn.LastResults.Count == 0)
            .Call(
                "edit",
                new
                {
                    path = "index.js",
                    old_text = Wrong,
                    new_text = Right,
                }
            );
        script
            .On(turn => turn.Model == "small" && turn.LastResults.Count == 0)
            .Call("bash", new { command = "npm test 2>&1 | tail -5" });
        script.Always().Say("The tests pass.");
        return script;
    }
}
