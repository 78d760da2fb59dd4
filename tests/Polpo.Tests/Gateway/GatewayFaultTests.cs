using Polpo.Core.Gateway;
using Polpo.Core.Models;
using Polpo.Engine.Kernel;
using Polpo.Testing.ScriptedModel;
using Shouldly;
using Xunit;

namespace Polpo.Tests.Gateway;

public sealed class GatewayFaultTests
{
    public static TheoryData<string> Providers => ["openai", "anthropic"];

    public static TheoryData<string, int> Transient =>
        new MatrixTheoryData<string, int>(["openai", "anthropic"], [429, 500, 502, 503, 529]);

    [Theory]
    [MemberData(nameof(Transient))]
    public async Task A_passing_failure_is_tried_again(string provider, int status)
    {
        await using var bench = await GatewayBench.StartAsync();
        bench.Server.On(_ => true).Fail(status, "Not now.").Times(2);
        bench.Server.On(_ => true).Say("now");
        (await bench.AskAsync(provider)).Message.Text.ShouldBe("now");
        bench.Server.Requests.Count.ShouldBe(3);
        bench.Deltas.OfType<Delta.Retrying>().Count().ShouldBeGreaterThanOrEqualTo(2);
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task The_wait_that_the_provider_asks_for_is_kept(string provider)
    {
        await using var bench = await GatewayBench.StartAsync();
        bench.Server.On(_ => true).Fail(429, "Slow down.", retryAfter: 17).Once();
        bench.Server.On(_ => true).Say("now");
        await bench.AskAsync(provider);
        bench.Deltas.OfType<Delta.Retrying>().Single().Wait.ShouldBe(TimeSpan.FromSeconds(17));
        bench.Time.Waits.ShouldContain(TimeSpan.FromSeconds(17));
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task A_provider_that_wants_an_hour_is_not_waited_for(string provider)
    {
        await using var bench = await GatewayBench.StartAsync();
        bench.Server.On(_ => true).Fail(429, "Come back later.", retryAfter: 3600);
        var refused = await Should.ThrowAsync<RefusedException>(() => bench.AskAsync(provider));
        refused.Refusal.ShouldBe(Refusal.OverLimit);
        refused.Message.ShouldContain("Come back later");
        bench.Server.Requests.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("openai", CutKind.Hard)]
    [InlineData("openai", CutKind.Politely)]
    [InlineData("anthropic", CutKind.Hard)]
    [InlineData("anthropic", CutKind.Politely)]
    public async Task A_stream_that_is_cut_is_asked_for_again_whole(string provider, CutKind cut)
    {
        await using var bench = await GatewayBench.StartAsync();
        var text = new string('x', 200);
        bench
            .Server.On(_ => true)
            .Say(text)
            .Call("bash", new { command = "ls" })
            .With(reply => reply with { Cut = cut })
            .Once();
        bench.Server.On(_ => true).Say(text).Call("bash", new { command = "ls" });
        var reply = await bench.AskAsync(provider);
        reply.Message.Text.ShouldBe(text);
        reply.Message.Contents.Count.ShouldBe(2);
        bench.Deltas.OfType<Delta.Retrying>().Single().Reason.ShouldContain("broke off");
        bench.Server.Requests.Count.ShouldBe(2);
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task An_error_in_the_middle_of_a_stream_is_tried_again(string provider)
    {
        await using var bench = await GatewayBench.StartAsync();
        bench.Server.On(_ => true).Say(new string('x', 200)).With(reply => reply with { ErrorInStream = true }).Once();
        bench.Server.On(_ => true).Say("whole");
        (await bench.AskAsync(provider)).Message.Text.ShouldBe("whole");
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task After_five_tries_the_person_is_told(string provider)
    {
        await using var bench = await GatewayBench.StartAsync();
        bench.Server.On(_ => true).Fail(500, "The machine is on fire.");
        var refused = await Should.ThrowAsync<RefusedException>(() => bench.AskAsync(provider));
        refused.Refusal.ShouldBe(Refusal.Unavailable);
        refused.Message.ShouldContain("after 5 tries");
        refused.Message.ShouldContain("The machine is on fire");
        bench.Server.Requests.Count.ShouldBe(5);
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task A_wrong_key_is_told_by_its_variable_and_never_shown(string provider)
    {
        await using var bench = await GatewayBench.StartAsync();
        bench.Server.RequiredKey = "another";
        var refused = await Should.ThrowAsync<RefusedException>(() => bench.AskAsync(provider));
        refused.Message.ShouldContain(provider == "openai" ? "OPENAI_API_KEY" : "ANTHROPIC_API_KEY");
        refused.Message.ShouldContain(bench.Server.Address);
        refused.Message.ShouldNotContain("test");
        refused.Message.ShouldContain("[key]");
        bench.Server.Refused.Count.ShouldBe(1);
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task A_model_that_is_not_there_is_told_by_its_name(string provider)
    {
        await using var bench = await GatewayBench.StartAsync();
        bench.Server.Models = ["other"];
        var refused = await Should.ThrowAsync<RefusedException>(() => bench.AskAsync(provider));
        refused.Refusal.ShouldBe(Refusal.NotFound);
        refused.Message.ShouldContain(GatewayBench.Model(provider).Model);
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task A_refused_request_is_not_repeated(string provider)
    {
        await using var bench = await GatewayBench.StartAsync();
        bench.Server.On(_ => true).Fail(400, "This model takes no tools.");
        var refused = await Should.ThrowAsync<RefusedException>(() => bench.AskAsync(provider));
        refused.Refusal.ShouldBe(Refusal.Invalid);
        refused.Message.ShouldContain("This model takes no tools");
        bench.Server.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_told_after_three_tries()
    {
        await using var bench = await GatewayBench.StartAsync();
        bench.Environment["OPENAI_BASE_URL"] = "http://127.0.0.1:1/v1";
        var refused = await Should.ThrowAsync<RefusedException>(() => bench.AskAsync("openai"));
        refused.Message.ShouldContain("cannot be reached after 3 tries");
        refused.Message.ShouldContain("http://127.0.0.1:1/v1");
    }

    [Fact]
    public async Task Callers_leave_a_provider_alone_that_repeatedly_asked_for_patience()
    {
        await using var bench = await GatewayBench.StartAsync();
        bench.Server.On(turn => turn.Model == "gpt-5.1").Fail(429, "Slow down.", retryAfter: 301);
        bench.Server.On(_ => true).Say("now");
        await Should.ThrowAsync<RefusedException>(() => bench.AskAsync("openai"));
        await Should.ThrowAsync<RefusedException>(() => bench.AskAsync("openai"));
        bench.Deltas.Clear();
        await bench.AskAsync(GatewayBench.Call("anthropic"));
        bench.Deltas.OfType<Delta.Retrying>().ShouldBeEmpty();
        await bench.AskAsync(GatewayBench.Call("openai") with { Model = new ModelRef("openai", "gpt-5-mini") });
        bench.Deltas.OfType<Delta.Retrying>().Single().Reason.ShouldContain("patience");
    }

    [Fact]
    public async Task A_cancelled_call_ends_at_once()
    {
        await using var bench = await GatewayBench.StartAsync();
        using var source = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        bench
            .Server.On(_ => true)
            .Answer(_ =>
            {
                source.Cancel();
                return new ScriptedReply { ThinkTime = TimeSpan.FromHours(1) };
            });
        await Should.ThrowAsync<OperationCanceledException>(() =>
            bench.Gateway.AskAsync(GatewayBench.Call("openai"), null, source.Token)
        );
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task A_key_does_not_follow_a_redirect(string provider)
    {
        await using var bench = await GatewayBench.StartAsync();
        await using var thief = await ScriptedModelServer.StartAsync(
            cancellationToken: TestContext.Current.CancellationToken
        );
        bench
            .Server.On(_ => true)
            .Fail(307)
            .With(reply =>
                reply with
                {
                    Location = thief.Address + (provider == "openai" ? "/v1/chat/completions" : "/v1/messages"),
                }
            );
        var refused = await Should.ThrowAsync<RefusedException>(() => bench.AskAsync(provider));
        refused.Message.ShouldContain("redirect");
        thief.Requests.ShouldBeEmpty();
        thief.Refused.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_quota_that_is_used_up_is_not_waited_for()
    {
        await using var bench = await GatewayBench.StartAsync();
        bench.Server.On(_ => true).Fail(429, "insufficient_quota: top up.");
        await Should.ThrowAsync<RefusedException>(() => bench.AskAsync("openai"));
        bench.Server.Requests.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("openai", "This model's maximum context length is 128000 tokens.", true)]
    [InlineData("anthropic", "prompt is too long: 210000 tokens > 200000 maximum", true)]
    [InlineData("openai", "There is no parameter \"temprature\".", false)]
    public async Task A_conversation_that_the_provider_finds_too_long_is_known_as_such(
        string provider,
        string said,
        bool tooLong
    )
    {
        await using var bench = await GatewayBench.StartAsync();
        bench.Server.On(_ => true).Fail(400, said);
        var refused = await Should.ThrowAsync<RefusedException>(() => bench.AskAsync(provider));
        Failures.IsTooLong(refused).ShouldBe(tooLong);
    }
}
