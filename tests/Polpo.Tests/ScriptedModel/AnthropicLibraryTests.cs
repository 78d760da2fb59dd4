using Anthropic;
using Anthropic.Core;
using Anthropic.Exceptions;
using Anthropic.Models.Messages;
using Microsoft.Extensions.AI;
using Polpo.Testing.ScriptedModel;
using Shouldly;
using Xunit;

namespace Polpo.Tests.ScriptedModel;

/// <summary>The official library of Anthropic, with its own chat adapter, against the scripted model server.</summary>
public sealed class AnthropicLibraryTests
{
    private static readonly AIFunctionDeclaration Bash = AIFunctionFactory.CreateDeclaration(
        "bash",
        "Runs a command.",
        System.Text.Json.JsonElement.Parse("""{"type":"object","properties":{"command":{"type":"string"}}}""")
    );

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_conversation_with_tools_runs_to_its_end(bool streaming)
    {
        await using var server = await ScriptedModelServer.StartAsync(
            cancellationToken: TestContext.Current.CancellationToken
        );
        server
            .Script.Step(0)
            .Say("Looking")
            .Call("bash", new { command = "ls" })
            .Call("bash", new { command = "pwd" })
            .With(reply => reply with { PieceSize = 3 });
        server
            .On(turn => turn.LastResult == "a\nb")
            .Say("done")
            .With(reply => reply with { Usage = new ScriptedUsage(100, 7, CachedInput: 60, CacheWrite: 10) });
        var chat = Client(server).AsIChatClient("claude-sonnet-4-5");
        var messages = new List<ChatMessage> { new(ChatRole.User, "go") };
        var first = await AskAsync(chat, messages, streaming);
        first.Text.ShouldBe("Looking");
        first.FinishReason.ShouldBe(ChatFinishReason.ToolCalls);
        var calls = first.Messages.SelectMany(message => message.Contents.OfType<FunctionCallContent>()).ToList();
        calls[0].Arguments!["command"]!.ToString().ShouldBe("ls");
        messages.AddRange(first.Messages);
        messages.Add(
            new ChatMessage(
                ChatRole.User,
                [new FunctionResultContent(calls[0].CallId, "a"), new FunctionResultContent(calls[1].CallId, "b")]
            )
        );
        var second = await AskAsync(chat, messages, streaming);
        second.Text.ShouldBe("done");
        second.Usage!.InputTokenCount.ShouldBe(100);
        second.Usage.CachedInputTokenCount.ShouldBe(60);
        server.Refused.ShouldBeEmpty();
    }

    [Fact]
    public async Task Thinking_comes_with_its_signature_and_a_forged_one_is_refused()
    {
        await using var server = await ScriptedModelServer.StartAsync(
            cancellationToken: TestContext.Current.CancellationToken
        );
        server.Script.Step(0).Think("Hm, let me see.").Say("So");
        server.Script.Step(1).Say("fine");
        var chat = Client(server).AsIChatClient("claude-sonnet-4-5");
        var first = await AskAsync(chat, [new ChatMessage(ChatRole.User, "go")], streaming: true);
        var thought = first.Messages[0].Contents.OfType<TextReasoningContent>().Single();
        thought.Text.ShouldBe("Hm, let me see.");
        List<ChatMessage> next = [new(ChatRole.User, "go"), first.Messages[0], new(ChatRole.User, "and?")];
        (await AskAsync(chat, next, streaming: true)).Text.ShouldBe("fine");
        thought.ProtectedData = "forged";
        await Should.ThrowAsync<AnthropicBadRequestException>(() => AskAsync(chat, next, streaming: true));
    }

    [Theory]
    [InlineData(401, typeof(AnthropicUnauthorizedException))]
    [InlineData(429, typeof(AnthropicRateLimitException))]
    [InlineData(500, typeof(Anthropic5xxException))]
    [InlineData(529, typeof(AnthropicOverloadedException))]
    public async Task Failures_have_the_types_that_the_library_knows(int status, System.Type type)
    {
        await using var server = await ScriptedModelServer.StartAsync(
            cancellationToken: TestContext.Current.CancellationToken
        );
        server.Script.Always().Fail(status);
        var failure = await Should.ThrowAsync<AnthropicApiException>(() =>
            AskAsync(Client(server).AsIChatClient("m"), [new ChatMessage(ChatRole.User, "go")], streaming: false)
        );
        failure.ShouldBeOfType(type);
    }

    [Fact]
    public async Task A_result_without_its_call_is_refused()
    {
        await using var server = await ScriptedModelServer.StartAsync(
            cancellationToken: TestContext.Current.CancellationToken
        );
        List<ChatMessage> messages =
        [
            new(ChatRole.User, "go"),
            new(ChatRole.User, [new FunctionResultContent("toolu_unknown", "a")]),
        ];
        var failure = await Should.ThrowAsync<AnthropicBadRequestException>(() =>
            AskAsync(Client(server).AsIChatClient("m"), messages, streaming: false)
        );
        failure.Message.ShouldContain("unexpected `tool_use_id`");
    }

    [Fact]
    public async Task A_request_without_its_limits_is_refused()
    {
        await using var server = await ScriptedModelServer.StartAsync(
            cancellationToken: TestContext.Current.CancellationToken
        );
        var request = new MessageCreateParams
        {
            Model = "m",
            MaxTokens = 2000,
            Thinking = new ThinkingConfigEnabled(2000),
            Messages = [new UserMessageParam { Content = "go" }],
        };
        var failure = await Should.ThrowAsync<AnthropicBadRequestException>(() =>
            Client(server).Messages.Create(request, TestContext.Current.CancellationToken)
        );
        failure.Message.ShouldContain("budget_tokens");
    }

    private static Task<ChatResponse> AskAsync(IChatClient chat, IEnumerable<ChatMessage> messages, bool streaming)
    {
        var options = new ChatOptions { Tools = [Bash] };
        return streaming
            ? chat.GetStreamingResponseAsync(messages, options, TestContext.Current.CancellationToken)
                .ToChatResponseAsync(TestContext.Current.CancellationToken)
            : chat.GetResponseAsync(messages, options, TestContext.Current.CancellationToken);
    }

    private static AnthropicClient Client(ScriptedModelServer server) =>
        new(
            new ClientOptions
            {
                BaseUrl = server.Address,
                ApiKey = "k",
                AuthToken = null,
                MaxRetries = 0,
            }
        );
}
