using Microsoft.Extensions.AI;
using Polpo.Core.Models.Demo;
using Polpo.Engine.Kernel;
using Polpo.Tests.Gateway;
using Shouldly;
using Xunit;

namespace Polpo.Tests.Models;

public sealed class DemoModelTests
{
    private const string Script = """
        {"task": "make the tests pass", "replies": [
          {"text": "I look.", "calls": [{"name": "bash", "arguments": {"command": "npm test"}}]},
          {"after": "1 failed", "otherwise": "That is not the failure I know.", "text": "Fixed."}
        ]}
        """;

    [Fact]
    public async Task It_replays_its_script_step_by_step()
    {
        using var bench = new ModelsBench().With(".polpo/demo.json", Script);
        var first = await AskAsync(bench, User("Make the tests pass, please"));
        first.Text.ShouldBe("I look.");
        first.FinishReason.ShouldBe(ChatFinishReason.ToolCalls);
        var call = first.Messages.SelectMany(message => message.Contents.OfType<FunctionCallContent>()).Single();
        call.Name.ShouldBe("bash");
        (
            await AskAsync(bench, User("Make the tests pass"), first.Messages[0], Result("2 passed, 1 failed"))
        ).Text.ShouldBe("Fixed.");
    }

    [Fact]
    public async Task It_does_not_go_on_over_a_step_that_ended_differently()
    {
        using var bench = new ModelsBench().With(".polpo/demo.json", Script);
        var first = await AskAsync(bench, User("Make the tests pass"));
        (await AskAsync(bench, User("Make the tests pass"), first.Messages[0], Result("all passed"))).Text.ShouldBe(
            "That is not the failure I know."
        );
    }

    [Theory]
    [InlineData("Write me a game", Script)]
    [InlineData("Make the tests pass", """{"task": "make the tests pass", "replies": []}""")]
    [InlineData("Make the tests pass", """{"task": "", "replies": [{"text": "yes"}]}""")]
    [InlineData("Make the tests pass", null)]
    public async Task It_refuses_all_other_work_in_words(string prompt, string? script)
    {
        using var bench = new ModelsBench();
        if (script is not null)
            bench.With(".polpo/demo.json", script);
        var refused = await Should.ThrowAsync<RefusedException>(() => AskAsync(bench, User(prompt)));
        refused.Message.ShouldContain("scripted, no AI");
        refused.Message.ShouldContain("OPENAI_API_KEY");
    }

    [Fact]
    public async Task A_script_with_a_mistake_is_named_with_its_line()
    {
        using var bench = new ModelsBench().With(".polpo/demo.json", "{\"task\": \"x\",\n\"replies\": 7}");
        (await Should.ThrowAsync<RefusedException>(() => AskAsync(bench, User("x")))).Message.ShouldContain(
            "demo.json: \"replies\" must be a list (line 2)."
        );
    }

    private static Task<ChatResponse> AskAsync(ModelsBench bench, params ChatMessage[] messages) =>
        new DemoModel(bench.Folder, new ImpatientTime()).GetResponseAsync(
            messages,
            cancellationToken: TestContext.Current.CancellationToken
        );

    private static ChatMessage User(string text) => new(ChatRole.User, text);

    private static ChatMessage Result(string text) => new(ChatRole.Tool, [new FunctionResultContent("demo_0_0", text)]);
}
