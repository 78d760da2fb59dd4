using Polpo.Testing.Hosting;
using Shouldly;
using Xunit;

namespace Polpo.Tests.Server;

/// <summary>What the doctor says of models: the command line and the page show it alike.</summary>
public sealed class DoctorTests
{
    private const string Nowhere = "http://127.0.0.1:1/v1";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task That_no_AI_is_set_up_is_no_fault_but_costs_and_can_be_mended()
    {
        await using var polpo = await StartAsync();

        var model = (await polpo.Api.Server.DoctorAsync(Stop)).Checks.Single(check => check.Name == "model");

        (model.Ok, model.Detail).ShouldBe((true, "No AI is set up."));
        model.Cost.ShouldNotBeEmpty();
        model.Remedy.ShouldContain("ANTHROPIC_API_KEY");
    }

    [Fact]
    public async Task A_key_is_named_by_its_variable_and_never_by_its_value()
    {
        await using var polpo = await StartAsync(("OPENAI_API_KEY", "sk-secret"));

        var model = (await polpo.Api.Server.DoctorAsync(Stop)).Checks.Single(check => check.Name == "model");
        var status = await polpo.Http.GetStringAsync("/api/v1/status", Stop);

        model.Detail.ShouldStartWith("Agents that name no model use openai/");
        model.Cost.ShouldBeEmpty();
        status.ShouldContain("\"OPENAI_API_KEY\"");
        status.ShouldNotContain("sk-secret");
    }

    private static Task<TestPolpo> StartAsync(params (string Name, string Value)[] variables) =>
        TestPolpo.StartAsync(
            new TestPolpoOptions
            {
                Works = false,
                // Whatever runs on the machine of the test is not asked.
                Variables = variables
                    .Concat(
                        new[] { "OLLAMA_BASE_URL", "LMSTUDIO_BASE_URL", "LLAMACPP_BASE_URL" }.Select(name =>
                            (name, Nowhere)
                        )
                    )
                    .ToDictionary(pair => pair.Item1, pair => pair.Item2, StringComparer.Ordinal),
            },
            Stop
        );
}
