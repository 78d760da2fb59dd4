using Polpo.Core.Models;
using Polpo.Engine.Kernel;
using Polpo.Testing.ScriptedModel;
using Shouldly;
using Xunit;

namespace Polpo.Tests.Models;

public sealed class InstalledModelsTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void A_missing_key_is_named_by_its_variable()
    {
        using var bench = new ModelsBench();
        var refused = Should.Throw<RefusedException>(() => bench.Models.Resolve(bench.Folder, "claude-sonnet-4-5"));
        refused.Refusal.ShouldBe(Refusal.Unavailable);
        refused.Message.ShouldContain("ANTHROPIC_API_KEY");
    }

    [Theory]
    [InlineData("mystery-9")]
    [InlineData("acme/mystery-9")]
    public void An_unknown_provider_is_answered_with_those_that_are_there(string text)
    {
        using var bench = new ModelsBench();
        var refused = Should.Throw<RefusedException>(() => bench.Models.Resolve(bench.Folder, text));
        refused.Message.ShouldContain("provider/model");
        refused.Message.ShouldContain("openrouter");
    }

    [Fact]
    public void An_address_of_one_s_own_needs_no_key()
    {
        using var bench = new ModelsBench(("OPENAI_BASE_URL", "http://127.0.0.1:9999/v1/"));
        bench.Models.Resolve(bench.Folder, "openai/local").ShouldBe(new ModelRef("openai", "local"));
        bench.Endpoint("openai").Address.ShouldBe(new Uri("http://127.0.0.1:9999/v1"));
    }

    [Fact]
    public async Task An_address_without_a_model_is_seen_and_answered_with_how_to_name_one()
    {
        using var bench = new ModelsBench(("OPENAI_BASE_URL", "http://127.0.0.1:9999/v1"));
        var model = (await bench.Models.DefaultAsync(bench.Folder, Token)).ToString();
        Should
            .Throw<RefusedException>(() => bench.Models.Resolve(bench.Folder, model))
            .Message.ShouldStartWith(
                "OPENAI_BASE_URL leads to http://127.0.0.1:9999/v1, and no model is named. Say which of its models: --model openai/NAME"
            );
    }

    [Fact]
    public async Task POLPO_MODEL_comes_first()
    {
        using var bench = new ModelsBench(
            ("POLPO_MODEL", "openai:gpt-5-mini"),
            ("OPENAI_API_KEY", "k"),
            ("ANTHROPIC_API_KEY", "k")
        );
        (await bench.Models.DefaultAsync(bench.Folder, Token)).ShouldBe(new ModelRef("openai", "gpt-5-mini"));
    }

    [Fact]
    public async Task Then_a_key_in_the_environment()
    {
        using var bench = new ModelsBench(("GEMINI_API_KEY", "k"), ("OPENAI_API_KEY", "  "));
        (await bench.Models.DefaultAsync(bench.Folder, Token)).Provider.ShouldBe("google");
    }

    [Theory]
    [InlineData("OLLAMA_BASE_URL", "ollama")]
    [InlineData("LMSTUDIO_BASE_URL", "lmstudio")]
    [InlineData("LLAMACPP_BASE_URL", "llamacpp")]
    public async Task Then_a_model_server_on_this_machine(string variable, string provider)
    {
        await using var server = await ScriptedModelServer.StartAsync(cancellationToken: Token);
        server.Models = ["nomic-embed-text", "qwen3:8b"];
        using var bench = new ModelsBench((variable, server.OpenAIAddress));
        (await bench.Models.DefaultAsync(bench.Folder, Token)).ShouldBe(new ModelRef(provider, "qwen3:8b"));
    }

    [Fact]
    public async Task Then_the_demo_which_says_that_it_is_no_AI()
    {
        using var bench = new ModelsBench();
        (await bench.Models.DefaultAsync(bench.Folder, Token)).ToString().ShouldBe("scripted/demo");
        Should
            .Throw<RefusedException>(() => bench.Models.Resolve(bench.Folder, "scripted/demo"))
            .Message.ShouldContain("OPENAI_API_KEY");
        File.WriteAllText(
            Path.Combine(bench.Folder, ".polpo", "demo.json"),
            """{ "task": "Make the tests pass", "replies": [] }"""
        );
        bench.Models.Resolve(bench.Folder, "scripted/demo").Provider.ShouldBe("scripted");
        Should.Throw<RefusedException>(() => bench.Models.Resolve(bench.Folder, "scripted/gpt"));
    }

    [Theory]
    [InlineData("nope/x", "There is no provider \"nope\"")]
    [InlineData("openai/", "\"openai/\" names a provider but no model")]
    [InlineData("unheard-of", "cannot be told from its name")]
    public void A_name_that_leads_to_no_model_is_refused_for_what_is_wrong_with_it(string name, string message)
    {
        using var bench = new ModelsBench();
        var refused = Should.Throw<RefusedException>(() => bench.Models.Resolve(bench.Folder, name)).Message;
        refused.ShouldContain(message);
        refused.ShouldContain("Write provider/model; the providers are: anthropic, openai,");
    }

    [Fact]
    public async Task Something_else_on_a_model_server_s_port_is_no_model_server()
    {
        await using var server = await ScriptedModelServer.StartAsync(cancellationToken: Token);
        using var bench = new ModelsBench(("LMSTUDIO_BASE_URL", server.Address + "/nothing/here"));
        (await bench.Models.DefaultAsync(bench.Folder, Token)).ToString().ShouldBe("scripted/demo");
    }
}
