using Polpo.Engine.Kernel;
using Polpo.Testing.ScriptedModel;
using Shouldly;
using Xunit;

namespace Polpo.Tests.ScriptedModel;

public sealed class ScriptFileTests
{
    [Fact]
    public void Rules_match_on_the_state_of_the_conversation()
    {
        var script = ScriptFile.Parse(
            """
            { "rules": [
              { "when": { "step": 0 }, "times": 1, "status": 429, "retryAfter": 1 },
              { "when": { "step": 0, "prompt": "fix" }, "text": "Looking.", "calls": [{ "name": "bash", "arguments": { "command": "npm test" } }] },
              { "when": { "result": "1 failed" }, "calls": [{ "name": "bash", "arguments": "{broken" }], "thinkMs": 50 },
              { "text": "done" },
            ] }
            """
        );
        script.Reply(Turn()).Status.ShouldBe(429);
        var first = script.Reply(Turn());
        first.Text.ShouldBe("Looking.");
        first.Calls.Single().Arguments.ShouldContain("npm test");
        var answered = Turn() with
        {
            Entries =
            [
                .. Turn().Entries,
                new Entry(Role.Model, ""),
                new Entry(Role.User, "") { Results = [new ToolAnswer("c", "1 failed")] },
            ],
        };
        script.Reply(answered).Calls.Single().Arguments.ShouldBe("{broken");
        script
            .Reply(answered with { Entries = [new Entry(Role.User, "x"), new Entry(Role.Model, "y")] })
            .Text.ShouldBe("done");
    }

    [Theory]
    [InlineData("""[{ "tex": "done" }]""", "there is no field \"tex\" (line 1).")]
    [InlineData("""[{ "when": { "step": "one" } }]""", "\"[0].when.step\" must be a whole number (line 1).")]
    [InlineData("""[{ "calls": [{ "name": "bash" }] }]""", "the field \"arguments\" is missing.")]
    [InlineData("""[{ "text": "done" """, "it is not JSON from line 1, byte 19 on.")]
    [InlineData("\"done\"", "it must be a list of rules")]
    [InlineData("{}", "it must be a list of rules")]
    public void A_file_that_is_no_script_is_refused_by_field_and_line(string text, string sentence) =>
        Should.Throw<RefusedException>(() => ScriptFile.Parse(text)).Message.ShouldStartWith(sentence);

    [Fact]
    public void A_conversation_that_no_rule_foresees_says_where_it_stands() =>
        new Script().Reply(Turn()).Message!.ShouldContain("step 0");

    private static Conversation Turn() =>
        new()
        {
            Api = "openai-chat",
            Model = "m",
            Entries = [new Entry(Role.User, "Please fix it")],
            Body = [],
        };
}
