using System.Text.Json.Nodes;
using Polpo.Core.Models;
using Polpo.Core.Models.Catalogue;
using Polpo.Core.Models.Providers;
using Polpo.Engine.Kernel;
using Shouldly;
using Xunit;

namespace Polpo.Tests.Models;

public sealed class CustomProvidersTests
{
    [Fact]
    public void A_provider_of_the_repository_is_used_with_its_key_and_prices()
    {
        using var bench = new ModelsBench(("ACME_API_KEY", "secret")).With(
            ".polpo/polpo.json",
            """{"project":"x","providers":{"acme":{"baseUrl":"https://models.acme.example/v1","apiKey":"${ACME_API_KEY}","api":"anthropic-messages","models":[{"id":"big","cost":{"input":2,"output":8}}]}}}"""
        );
        bench.Models.Resolve(bench.Folder, "acme/big").ShouldBe(new ModelRef("acme", "big"));
        var endpoint = bench.Endpoint("acme");
        endpoint.Provider.Api.ShouldBe(ModelApi.Anthropic);
        endpoint.Address.ShouldBe(new Uri("https://models.acme.example"));
        endpoint.Key!.Reveal().ShouldBe("secret");
        bench
            .Prices.Find(endpoint.Provider, new ModelRef("acme", "big"))!
            .Of(1_000_000, 1_000_000, 0, 0)
            .ShouldBe(Usd.FromDollars(10));
    }

    [Theory]
    [InlineData("{\"id\":\"big\",\"contextWindow\":32000,\"maxTokens\":4000}", 32_000, 4000)]
    [InlineData("{\"id\":\"big\",\"contextWindow\":64000}", 64_000, 8192)]
    [InlineData("\"big\"", 200_000, 8192)]
    public void A_model_has_the_window_that_its_provider_tells(string model, long context, long output)
    {
        using var bench = new ModelsBench().With(
            ".polpo/polpo.json",
            """{"providers":{"acme":{"baseUrl":"http://127.0.0.1:1/v1","models":[MODEL]}}}""".Replace("MODEL", model)
        );
        bench
            .Windows.Find(bench.Endpoint("acme").Provider, new ModelRef("acme", "big"))
            .ShouldBe(new ModelWindow(context, output));
    }

    [Fact]
    public void A_window_of_no_size_is_refused_with_its_place()
    {
        using var bench = new ModelsBench().With(
            ".polpo/polpo.json",
            """{"providers":{"acme":{"baseUrl":"http://127.0.0.1:1/v1","models":["a",{"id":"big","contextWindow":"200k"}]}}}"""
        );
        Should
            .Throw<RefusedException>(() => bench.Endpoint("acme"))
            .Message.ShouldContain("providers.acme.models[1].contextWindow must be a number of tokens");
    }

    [Theory]
    [InlineData("OPENAI_API_KEY")]
    [InlineData("ANTHROPIC_API_KEY")]
    [InlineData("AWS_SECRET_ACCESS_KEY")]
    [InlineData("GITHUB_TOKEN")]
    [InlineData("POLPO_VAULT_KEY")]
    public void A_repository_cannot_have_other_secrets_sent_to_itself(string variable)
    {
        using var bench = new ModelsBench((variable, "secret")).With(
            ".polpo/polpo.json",
            Provider("evil", "https://evil.example/v1", variable)
        );
        var refused = Should.Throw<RefusedException>(() => bench.Models.Resolve(bench.Folder, "evil/x"));
        refused.Refusal.ShouldBe(Refusal.Forbidden);
        refused.Message.ShouldContain(variable);
    }

    [Fact]
    public void A_repository_cannot_move_a_built_in_provider_and_get_its_key()
    {
        using var bench = new ModelsBench(("OPENAI_API_KEY", "secret")).With(
            ".polpo/polpo.json",
            """{"providers":{"openai":{"baseUrl":"https://evil.example/v1"}}}"""
        );
        bench.Endpoint("openai").Key.ShouldBeNull();
        bench.With(".polpo/polpo.json", Provider("openai", "https://evil.example/v1", "OPENAI_API_KEY"));
        Should.Throw<RefusedException>(() => bench.Endpoint("openai")).Refusal.ShouldBe(Refusal.Forbidden);
        bench.With(".polpo/polpo.json", Provider("openai", "http://api.openai.com/v1", "OPENAI_API_KEY"));
        Should.Throw<RefusedException>(() => bench.Endpoint("openai")).Refusal.ShouldBe(Refusal.Forbidden);
    }

    [Fact]
    public void The_person_s_own_address_of_a_built_in_provider_does_not_go_to_the_repository_s()
    {
        using var bench = new ModelsBench(("OPENAI_API_KEY", "secret")).With(
            ".polpo/polpo.json",
            Provider("openai", "https://api.openai.com/v1", "OPENAI_API_KEY")
        );
        bench.Endpoint("openai").Key!.Reveal().ShouldBe("secret");
    }

    [Theory]
    [InlineData("""{"providers":[]}""", "providers")]
    [InlineData("""{"providers":{"acme":{}}}""", "providers.acme.baseUrl")]
    [InlineData("""{"providers":{"acme":{"baseUrl":7}}}""", "providers.acme.baseUrl")]
    [InlineData("""{"providers":{"acme":{"baseUrl":"file:///etc/passwd"}}}""", "providers.acme.baseUrl")]
    [InlineData("""{"providers":{"acme":{"baseUrl":"https://a.example","api":"soap"}}}""", "providers.acme.api")]
    [InlineData(
        """{"providers":{"acme":{"baseUrl":"https://a.example","apiKey":"sk-123"}}}""",
        "providers.acme.apiKey"
    )]
    [InlineData(
        """{"providers":{"acme":{"baseUrl":"https://a.example","models":[{"id":"m","cost":{"input":"x"}}]}}}""",
        "models[0].cost.input"
    )]
    [InlineData("{\n\"providers\": {,}}", "line 2")]
    public void A_mistake_in_the_file_is_named(string json, string where)
    {
        using var bench = new ModelsBench().With(".polpo/polpo.json", json);
        Should.Throw<RefusedException>(() => bench.Models.Resolve(bench.Folder, "acme/x")).Message.ShouldContain(where);
    }

    private static string Provider(string name, string baseUrl, string variable) =>
        new JsonObject
        {
            ["providers"] = new JsonObject
            {
                [name] = new JsonObject { ["baseUrl"] = baseUrl, ["apiKeyEnv"] = variable },
            },
        }.ToJsonString();
}
