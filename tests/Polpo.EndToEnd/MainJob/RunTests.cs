using Polpo.Testing.ScriptedModel;
using Polpo.Testing.Shipped;
using Shouldly;
using Xunit;

namespace Polpo.EndToEnd.MainJob;

/// <summary><c>polpo run</c> from the shipped program: real git, real sandbox, a model server on loopback.</summary>
public sealed class RunTests
{
    private static readonly Dictionary<string, string> Broken = new()
    {
        ["add.js"] = "module.exports = (a, b) => a - b;\n",
        ["test.js"] =
            "const add = require('./add');\nif (add(2, 3) !== 5) { console.error('2 + 3 is not 5'); process.exit(1); }\nconsole.log('ok');\n",
    };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("openai")]
    [InlineData("anthropic")]
    public async Task A_failing_test_becomes_a_verified_merged_fix(string provider)
    {
        await using var model = await ScriptedModelServer.StartAsync(Fixing("a + b"), cancellationToken: Token);
        await using var polpo = new ShippedPolpo(Keys(provider, model));
        var clone = await new Clone(polpo, "calculator").InitAsync(Broken, Token);

        var ended = await polpo.RunAsync(
            Token,
            "run",
            "make the test pass",
            "--repo",
            clone.Path,
            "--check",
            "node test.js",
            "--model",
            $"{provider}/test-model",
            "--merge",
            "--json"
        );

        ended.ExitCode.ShouldBe(0, ended.ToString());
        var last = ShippedPolpo.LastLine(ended);
        last.GetProperty("type").GetString().ShouldBe("run.finished");
        last.GetProperty("task").GetProperty("status").GetString().ShouldBe("done");
        (await File.ReadAllTextAsync(Path.Combine(clone.Path, "add.js"), Token)).ShouldContain("a + b");
        (await clone.GitAsync(Token, "rev-parse", "HEAD")).ShouldBe(last.GetProperty("commit").GetString());
        (await clone.GitAsync(Token, "status", "--porcelain")).ShouldBeEmpty();
        var verified = await polpo.RunAsync(
            Token,
            "verify",
            last.GetProperty("receipt").GetString()!,
            "--repo",
            clone.Path
        );
        verified.ExitCode.ShouldBe(0, verified.ToString());
        model.Refused.ShouldBeEmpty();
        polpo.Mounts().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_check_that_exits_1_fails_the_task_and_leaves_the_clone_alone()
    {
        await using var model = await ScriptedModelServer.StartAsync(Fixing("a * b"), cancellationToken: Token);
        await using var polpo = new ShippedPolpo(Keys("openai", model));
        var clone = await new Clone(polpo, "calculator").InitAsync(Broken, Token);
        var before = await clone.GitAsync(Token, "rev-parse", "HEAD");

        var ended = await polpo.RunAsync(
            Token,
            "run",
            "make the test pass",
            "--repo",
            clone.Path,
            "--check",
            "node test.js",
            "--model",
            "openai/test-model",
            "--retries",
            "0",
            "--merge",
            "--json"
        );

        ended.ExitCode.ShouldBe(1, ended.ToString());
        ShippedPolpo.LastLine(ended).GetProperty("task").GetProperty("status").GetString().ShouldBe("failed");
        (await clone.GitAsync(Token, "rev-parse", "HEAD")).ShouldBe(before);
        (await clone.GitAsync(Token, "branch", "--list", "polpo/*")).ShouldBeEmpty();
    }

    private static Dictionary<string, string> Keys(string provider, ScriptedModelServer model) =>
        provider == "openai"
            ? new() { ["OPENAI_API_KEY"] = "sk-test", ["OPENAI_BASE_URL"] = model.OpenAIAddress }
            : new() { ["ANTHROPIC_API_KEY"] = "sk-test", ["ANTHROPIC_BASE_URL"] = model.Address };

    /// <summary>Looks at the failing test, writes one correction, runs the test, says so.</summary>
    private static Script Fixing(string expression)
    {
        var script = new Script();
        script
            .On(turn =>
                turn.LastResults.Count > 0
                && turn.LastResult.Contains("ok", StringComparison.Ordinal)
                && !turn.LastResult.Contains("not", StringComparison.Ordinal)
            )
            .Say("The sum is right now.");
        script.Step(0).Call("bash", new { command = "node test.js" });
        script
            .On(turn => turn.LastResults.Count == 0)
            .Call("write", new { path = "add.js", content = $"module.exports = (a, b) => {expression};\n" });
        script
            .On(turn => turn.LastResult.Contains("2 + 3 is not 5", StringComparison.Ordinal) && turn.Step == 1)
            .Call("write", new { path = "add.js", content = $"module.exports = (a, b) => {expression};\n" });
        script.Always().Say("I have corrected it.");
        return script;
    }
}
