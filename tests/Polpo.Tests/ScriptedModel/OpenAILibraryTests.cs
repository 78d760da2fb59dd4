using System.ClientModel;
using System.ClientModel.Primitives;
using OpenAI;
using OpenAI.Chat;
using OpenAI.Responses;
using Polpo.Testing.ScriptedModel;
using Shouldly;
using Xunit;

namespace Polpo.Tests.ScriptedModel;

/// <summary>The official library of OpenAI against the scripted model server.</summary>
public sealed class OpenAILibraryTests
{
    private static readonly ChatTool Bash = ChatTool.CreateFunctionTool(
        "bash",
        "Runs a command.",
        BinaryData.FromString("""{"type":"object","properties":{}}""")
    );

    [Fact]
    public async Task A_chat_with_tools_runs_to_its_end_in_one_piece()
    {
        await using var server = await ScriptedModelServer.StartAsync(
            cancellationToken: TestContext.Current.CancellationToken
        );
        server.Script.Step(0).Call("bash", new { command = "ls" }).Call("bash", new { command = "pwd" });
        server
            .On(turn => turn.LastResult == "a\nb")
            .Say("done")
            .With(reply => reply with { Usage = new ScriptedUsage(100, 7, 60) });
        var client = Client(server);
        var messages = new List<ChatMessage> { new UserChatMessage("go") };
        ChatCompletion first = await client.CompleteChatAsync(
            messages,
            Options(),
            TestContext.Current.CancellationToken
        );
        first.FinishReason.ShouldBe(ChatFinishReason.ToolCalls);
        messages.Add(new AssistantChatMessage(first));
        messages.Add(new ToolChatMessage(first.ToolCalls[0].Id, "a"));
        messages.Add(new ToolChatMessage(first.ToolCalls[1].Id, "b"));
        ChatCompletion second = await client.CompleteChatAsync(
            messages,
            Options(),
            TestContext.Current.CancellationToken
        );
        second.Content[0].Text.ShouldBe("done");
        second.FinishReason.ShouldBe(ChatFinishReason.Stop);
        second.Usage.InputTokenDetails.CachedTokenCount.ShouldBe(60);
        second.Usage.TotalTokenCount.ShouldBe(107);
    }

    [Fact]
    public async Task A_chat_streams_words_and_split_arguments()
    {
        await using var server = await ScriptedModelServer.StartAsync(
            cancellationToken: TestContext.Current.CancellationToken
        );
        server
            .Script.Always()
            .Say("Hello there")
            .Call("bash", new { command = "npm test" })
            .With(reply => reply with { PieceSize = 4 });
        var (text, arguments, total, finish) = ("", "", 0, default(ChatFinishReason?));
        await foreach (
            var update in Client(server)
                .CompleteChatStreamingAsync(
                    [new UserChatMessage("go")],
                    Options(),
                    TestContext.Current.CancellationToken
                )
        )
        {
            text += string.Concat(update.ContentUpdate.Select(part => part.Text));
            arguments += string.Concat(update.ToolCallUpdates.Select(call => call.FunctionArgumentsUpdate?.ToString()));
            total = update.Usage?.TotalTokenCount ?? total;
            finish = update.FinishReason ?? finish;
        }
        text.ShouldBe("Hello there");
        arguments.ShouldBe("""{"command":"npm test"}""");
        total.ShouldBeGreaterThan(0);
        finish.ShouldBe(ChatFinishReason.ToolCalls);
    }

    [Fact]
    public async Task A_result_without_its_call_is_refused_in_OpenAI_s_shape()
    {
        await using var server = await ScriptedModelServer.StartAsync(
            cancellationToken: TestContext.Current.CancellationToken
        );
        ChatMessage[] messages = [new UserChatMessage("go"), new ToolChatMessage("call_unknown", "result")];
        var failure = await Should.ThrowAsync<ClientResultException>(() =>
            Client(server).CompleteChatAsync(messages, cancellationToken: TestContext.Current.CancellationToken)
        );
        failure.Status.ShouldBe(400);
        failure.Message.ShouldContain("must be a response to a preceeding message");
    }

    [Fact]
    public async Task A_call_without_its_result_is_refused()
    {
        await using var server = await ScriptedModelServer.StartAsync(
            cancellationToken: TestContext.Current.CancellationToken
        );
        var call = new AssistantChatMessage([
            ChatToolCall.CreateFunctionToolCall("call_1", "bash", BinaryData.FromString("{}")),
        ]);
        var failure = await Should.ThrowAsync<ClientResultException>(() =>
            Client(server)
                .CompleteChatAsync(
                    [new UserChatMessage("go"), call, new UserChatMessage("and?")],
                    cancellationToken: TestContext.Current.CancellationToken
                )
        );
        failure.Message.ShouldContain("call_1");
        server.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_library_itself_waits_and_retries_after_429()
    {
        await using var server = await ScriptedModelServer.StartAsync(
            cancellationToken: TestContext.Current.CancellationToken
        );
        server.Script.Always().Fail(429, "slow", retryAfter: 0).Once();
        server.Script.Always().Say("ok");
        var client = new ChatClient(
            "m",
            new ApiKeyCredential("k"),
            new OpenAIClientOptions { Endpoint = new Uri(server.OpenAIAddress) }
        );
        ChatCompletion reply = await client.CompleteChatAsync(
            [new UserChatMessage("go")],
            cancellationToken: TestContext.Current.CancellationToken
        );
        reply.Content[0].Text.ShouldBe("ok");
        server.Requests.Count.ShouldBe(2);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Responses_with_tools_run_to_their_end(bool streaming)
    {
        await using var server = await ScriptedModelServer.StartAsync(
            cancellationToken: TestContext.Current.CancellationToken
        );
        server
            .Script.Step(0)
            .Think("I shall look.")
            .Say("Looking")
            .Call("bash", new { command = "ls" })
            .With(reply => reply with { PieceSize = 5 });
        server
            .On(turn => turn.LastResult == "files")
            .Say("done")
            .With(reply => reply with { Usage = new ScriptedUsage(50, 5, 20) });
        var client = new ResponsesClient(
            new ApiKeyCredential("k"),
            new ResponsesClientOptions { Endpoint = new Uri(server.OpenAIAddress) }
        );
        var items = new List<ResponseItem> { ResponseItem.CreateUserMessageItem("go") };
        var first = await RespondAsync(client, items, streaming);
        first.GetOutputText().ShouldBe("Looking");
        var call = first.OutputItems.OfType<FunctionCallResponseItem>().Single();
        call.FunctionArguments.ToString().ShouldBe("""{"command":"ls"}""");
        items.AddRange(first.OutputItems);
        items.Add(ResponseItem.CreateFunctionCallOutputItem(call.CallId, "files"));
        var second = await RespondAsync(client, items, streaming);
        second.GetOutputText().ShouldBe("done");
        second.Usage.InputTokenDetails.CachedTokenCount.ShouldBe(20);
        server.Refused.ShouldBeEmpty();
    }

    private static async Task<ResponseResult> RespondAsync(
        ResponsesClient client,
        List<ResponseItem> items,
        bool streaming
    )
    {
        var options = new CreateResponseOptions("gpt-5.1", items) { StreamingEnabled = streaming };
        options.Tools.Add(
            ResponseTool.CreateFunctionTool(
                "bash",
                BinaryData.FromString("""{"type":"object","properties":{}}"""),
                strictModeEnabled: false
            )
        );
        if (!streaming)
            return await client.CreateResponseAsync(options, TestContext.Current.CancellationToken);
        var (text, sequence, done) = ("", -1, default(ResponseResult));
        await foreach (
            var update in (
                await client.CreateResponseStreamingAsync(options, TestContext.Current.CancellationToken)
            ).WithCancellation(TestContext.Current.CancellationToken)
        )
        {
            update.SequenceNumber.ShouldBe(++sequence);
            if (update is StreamingResponseOutputTextDeltaUpdate delta)
                text += delta.Delta;
            if (update is StreamingResponseCompletedUpdate completed)
                done = completed.Response;
        }
        text.ShouldBe(done!.GetOutputText());
        return done;
    }

    private static ChatClient Client(ScriptedModelServer server) =>
        new("gpt-5.1", new ApiKeyCredential("k"), ClientOptions(server));

    private static OpenAIClientOptions ClientOptions(ScriptedModelServer server) =>
        new() { Endpoint = new Uri(server.OpenAIAddress), RetryPolicy = new ClientRetryPolicy(0) };

    private static ChatCompletionOptions Options()
    {
        var options = new ChatCompletionOptions();
        options.Tools.Add(Bash);
        return options;
    }
}
