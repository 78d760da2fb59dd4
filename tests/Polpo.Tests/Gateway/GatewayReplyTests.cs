using Microsoft.Extensions.AI;
using Polpo.Core.Gateway;
using Polpo.Core.Models;
using Polpo.Core.Models.Clients;
using Polpo.Engine.Kernel;
using Polpo.Testing.ScriptedModel;
using Shouldly;
using Xunit;

namespace Polpo.Tests.Gateway;

public sealed class GatewayReplyTests
{
    public static TheoryData<string> Providers => ["openai", "anthropic"];

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task Text_arrives_in_pieces_and_whole(string provider)
    {
        await using var bench = await GatewayBench.StartAsync();
        bench
            .Server.On(_ => true)
            .Say("The quick brown fox jumps over the lazy dog.")
            .With(reply => reply with { PieceSize = 5 });
        var reply = await bench.AskAsync(provider);
        reply.Message.Text.ShouldBe("The quick brown fox jumps over the lazy dog.");
        reply.Message.Role.ShouldBe(ChatRole.Assistant);
        reply.Truncated.ShouldBeFalse();
        string.Concat(bench.Deltas.OfType<Delta.Text>().Select(delta => delta.Value)).ShouldBe(reply.Message.Text);
        bench.Deltas.Count.ShouldBe(9);
        bench.Server.Requests.Single().Model.ShouldBe(GatewayBench.Model(provider).Model);
        bench.Server.Refused.ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task Parallel_calls_whose_arguments_come_in_pieces_are_put_together(string provider)
    {
        await using var bench = await GatewayBench.StartAsync();
        bench
            .Server.On(_ => true)
            .Say("Looking.")
            .Call("bash", new { command = "npm test", note = "ä\"}{" })
            .Call("bash", new { command = "git status" })
            .With(reply => reply with { PieceSize = 3 });
        var calls = (await bench.AskAsync(provider)).Message.Contents.OfType<FunctionCallContent>().ToList();
        calls.Select(call => call.Name).ShouldBe(["bash", "bash"]);
        calls.Select(call => call.CallId).Distinct().Count().ShouldBe(2);
        CallArguments.ToJson(calls[0]).GetProperty("note").GetString().ShouldBe("ä\"}{");
        CallArguments.ToJson(calls[1]).GetProperty("command").GetString().ShouldBe("git status");
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task A_conversation_with_results_goes_back_in_the_provider_s_shape(string provider)
    {
        await using var bench = await GatewayBench.StartAsync();
        bench
            .Server.Script.Step(0)
            .Say("I look.")
            .Call("bash", new { command = "a" })
            .Call("bash", new { command = "b" });
        bench.Server.On(turn => turn.Step == 1 && turn.LastResult == "one\ntwo").Say("done");
        var messages = new List<ChatMessage> { new(ChatRole.System, "You are careful."), new(ChatRole.User, "Fix it") };
        var first = await bench.AskAsync(provider, [.. messages]);
        var calls = first.Message.Contents.OfType<FunctionCallContent>().ToList();
        messages.Add(first.Message);
        messages.Add(new ChatMessage(ChatRole.Tool, [new FunctionResultContent(calls[0].CallId, "one")]));
        messages.Add(new ChatMessage(ChatRole.Tool, [new FunctionResultContent(calls[1].CallId, "two")]));
        (await bench.AskAsync(provider, [.. messages])).Message.Text.ShouldBe("done");
        bench.Server.Requests[1].System.ShouldBe("You are careful.");
        bench.Server.Refused.ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task Arguments_that_are_not_JSON_come_with_their_raw_text_and_can_be_sent_back(string provider)
    {
        await using var bench = await GatewayBench.StartAsync();
        bench.Server.Script.Step(0).Call("bash", "{\"command\": \"npm te");
        bench.Server.Script.Step(1).Say("sorry");
        var reply = await bench.AskAsync(provider);
        var call = reply.Message.Contents.OfType<FunctionCallContent>().Single();
        CallArguments.Malformed(call).ShouldBe("{\"command\": \"npm te");
        call.Exception!.Message.ShouldContain("npm te");
        var error = new FunctionResultContent(call.CallId, "The arguments are not JSON.")
        {
            Exception = new FormatException("not JSON"),
        };
        var second = await bench.AskAsync(
            provider,
            new ChatMessage(ChatRole.User, "Hello"),
            reply.Message,
            new ChatMessage(ChatRole.Tool, [error])
        );
        second.Message.Text.ShouldBe("sorry");
        bench.Server.Refused.ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task Token_counts_and_cost_are_the_provider_s_own(string provider)
    {
        await using var bench = await GatewayBench.StartAsync();
        bench
            .Server.On(_ => true)
            .Say("x")
            .With(reply => reply with { Usage = new ScriptedUsage(1_000_000, 100_000, CachedInput: 400_000) });
        var reply = await bench.AskAsync(provider);
        reply.Usage.ShouldBe(new TokenUsage(1_000_000, 100_000, 400_000));
        reply.Cost.ShouldBe(
            provider == "openai"
                ? Usd.FromDollars(0.6m * 1.25m + 0.4m * 0.125m + 1m)
                : Usd.FromDollars(0.6m * 3m + 0.4m * 0.3m + 1.5m)
        );
        reply.PriceKnown.ShouldBeTrue();
    }

    [Fact]
    public async Task What_Anthropic_writes_to_its_cache_costs_more()
    {
        await using var bench = await GatewayBench.StartAsync();
        bench
            .Server.On(_ => true)
            .Say("x")
            .With(reply => reply with { Usage = new ScriptedUsage(1_000_000, 0, CacheWrite: 1_000_000) });
        (await bench.AskAsync("anthropic")).Cost.ShouldBe(Usd.FromDollars(3.75m));
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task A_reply_at_its_limit_is_truncated(string provider)
    {
        await using var bench = await GatewayBench.StartAsync();
        bench.Server.On(_ => true).Say("half a sen").With(reply => reply with { Truncated = true });
        (await bench.AskAsync(provider)).Truncated.ShouldBeTrue();
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task A_required_tool_is_demanded_and_schemas_are_sent_as_they_are(string provider)
    {
        await using var bench = await GatewayBench.StartAsync();
        bench.Server.On(turn => turn.RequiredTool == "bash").Call("bash", new { command = "x" });
        await bench.AskAsync(GatewayBench.Call(provider) with { RequiredTool = "bash", Reasoning = Reasoning.High });
        bench.Server.Requests.Single().Body.ToJsonString().ShouldContain("\"maxLength\":9");
    }

    [Fact]
    public async Task Signed_thinking_is_shown_and_goes_back_to_Anthropic_before_the_call()
    {
        await using var bench = await GatewayBench.StartAsync();
        bench
            .Server.Script.Step(0)
            .Think("Let me see what there is.")
            .Call("bash", new { command = "ls" })
            .With(reply => reply with { PieceSize = 6 });
        bench.Server.On(turn => turn.Entries.Any(entry => entry.Thinking == "Let me see what there is.")).Say("seen");
        var call = GatewayBench.Call("anthropic") with { Reasoning = Reasoning.Medium };
        var first = await bench.AskAsync(call);
        string.Concat(bench.Deltas.OfType<Delta.Thinking>().Select(delta => delta.Value))
            .ShouldBe("Let me see what there is.");
        var id = first.Message.Contents.OfType<FunctionCallContent>().Single().CallId;
        var result = new ChatMessage(ChatRole.Tool, [new FunctionResultContent(id, "files")]);
        (
            await bench.AskAsync(call with { Messages = [.. call.Messages, first.Message, result] })
        ).Message.Text.ShouldBe("seen");
        bench.Server.Requests[0].Body["thinking"]!["budget_tokens"]!.GetValue<int>().ShouldBe(8192);
        bench.Server.Refused.ShouldBeEmpty();
    }

    [Fact]
    public async Task Thinking_is_left_off_where_Anthropic_would_refuse_the_conversation()
    {
        await using var bench = await GatewayBench.StartAsync();
        bench.Server.On(_ => true).Say("ok");
        var unsigned = new ChatMessage(
            ChatRole.Assistant,
            [new TextReasoningContent("hm"), new FunctionCallContent("c1", "bash")]
        );
        var result = new ChatMessage(ChatRole.Tool, [new FunctionResultContent("c1", "files")]);
        await bench.AskAsync(
            GatewayBench.Call("anthropic", new ChatMessage(ChatRole.User, "Go"), unsigned, result) with
            {
                Reasoning = Reasoning.High,
            }
        );
        bench.Server.Requests.Single().Body["thinking"].ShouldBeNull();
    }

    [Fact]
    public async Task Thinking_of_a_compatible_server_is_shown()
    {
        await using var bench = await GatewayBench.StartAsync();
        bench.Server.On(_ => true).Think("hmm, hmm, what could it be?").Say("42");
        var reply = await bench.AskAsync("openai");
        reply.Message.Text.ShouldBe("42");
        string.Concat(bench.Deltas.OfType<Delta.Thinking>().Select(delta => delta.Value))
            .ShouldBe("hmm, hmm, what could it be?");
    }

    [Fact]
    public async Task Anthropic_is_told_what_to_cache()
    {
        await using var bench = await GatewayBench.StartAsync();
        bench.Server.On(_ => true).Say("ok");
        await bench.AskAsync(
            "anthropic",
            new ChatMessage(ChatRole.System, "Rules."),
            new ChatMessage(ChatRole.User, "Go")
        );
        var body = bench.Server.Requests.Single().Body;
        body["system"]![0]!["cache_control"]!["type"]!.ToString().ShouldBe("ephemeral");
        body["messages"]![0]!["content"]![0]!["cache_control"].ShouldNotBeNull();
    }

    [Fact]
    public async Task A_model_that_thinks_by_itself_gets_an_effort_and_is_asked_not_forced()
    {
        await using var bench = await GatewayBench.StartAsync();
        bench.Server.On(turn => turn.System.Contains("calling the tool bash")).Call("bash", new { command = "x" });
        bench.Server.On(_ => true).Say("ok");
        var call = GatewayBench.Call("anthropic") with
        {
            Model = new("anthropic", "claude-opus-5-5"),
            Reasoning = Reasoning.Xhigh,
        };
        await bench.AskAsync(call);
        (await bench.AskAsync(call with { RequiredTool = "bash" })).Message.Contents.ShouldContain(content =>
            content is FunctionCallContent
        );
        var body = bench.Server.Requests[0].Body;
        body["thinking"]!["type"]!.ToString().ShouldBe("adaptive");
        body["output_config"]!["effort"]!.ToString().ShouldBe("xhigh");
        bench.Server.Refused.ShouldBeEmpty();
    }

    [Fact]
    public async Task Thinking_does_not_go_back_to_another_model()
    {
        await using var bench = await GatewayBench.StartAsync();
        bench.Server.On(_ => true).Think("Hm, what now?").Say("ok");
        var call = GatewayBench.Call("anthropic");
        var first = await bench.AskAsync(call);
        var next = call with { Messages = [.. call.Messages, first.Message, new ChatMessage(ChatRole.User, "And?")] };
        await bench.AskAsync(next);
        await bench.AskAsync(next with { Model = new("anthropic", "claude-opus-5-5") });
        bench.Server.Requests[1].Entries.ShouldContain(entry => entry.Thinking == "Hm, what now?");
        bench.Server.Requests[2].Entries.ShouldNotContain(entry => entry.Thinking.Length > 0);
    }
}
