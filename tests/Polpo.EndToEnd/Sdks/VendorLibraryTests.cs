using System.Text.Json.Nodes;
using Polpo.Testing.ScriptedModel;
using Shouldly;
using Xunit;

namespace Polpo.EndToEnd.Sdks;

/// <summary>The vendors' own libraries for Node accept what the scripted model server says.</summary>
public sealed class VendorLibraryTests
{
    [Fact]
    public async Task OpenAI_s_library_completes_chats_and_responses()
    {
        await using var server = await StartAsync();
        var result = await RunAsync("openai.mjs", server.OpenAIAddress);
        foreach (var way in new[] { "chat", "chatStream", "responses", "responsesStream" })
            ShouldBeDone(result[way]!);
        Failures(result)
            .ShouldBe(["AuthenticationError 401 null", "RateLimitError 429 7", "InternalServerError 500 null"]);
        server.Refused.ShouldBeEmpty();
    }

    [Fact]
    public async Task Anthropic_s_library_completes_messages_with_thinking()
    {
        await using var server = await StartAsync();
        var result = await RunAsync("anthropic.mjs", server.Address);
        foreach (var way in new[] { "messages", "messagesStream" })
        {
            ShouldBeDone(result[way]!);
            result[way]!["thinking"]!.ToString().ShouldBe("Let me look around.");
        }
        Failures(result)
            .ShouldBe(["AuthenticationError 401 null", "RateLimitError 429 7", "InternalServerError 500 null"]);
        server.Refused.ShouldBeEmpty();
    }

    [Fact]
    public async Task Google_s_library_generates_content()
    {
        await using var server = await StartAsync();
        var result = await RunAsync("gemini.mjs", server.Address);
        foreach (var way in new[] { "generate", "generateStream" })
        {
            ShouldBeDone(result[way]!);
            result[way]!["finish"]!.ToString().ShouldBe("STOP");
        }
        Failures(result).ShouldBe(["ApiError 401", "ApiError 429", "ApiError 500"]);
        server.Refused.ShouldBeEmpty();
    }

    private static async Task<ScriptedModelServer> StartAsync()
    {
        var server = await ScriptedModelServer.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        foreach (var status in new[] { 401, 429, 500 })
            server.On(turn => turn.Model == $"status-{status}").Fail(status, "no", status == 429 ? 7 : null);
        server
            .Script.Step(0)
            .Think("Let me look around.")
            .Say("Looking.")
            .Call("bash", new { command = "one" })
            .Call("bash", new { command = "two" })
            .With(reply => reply with { PieceSize = 4 });
        server
            .On(turn => turn.LastResult == "one\ntwo")
            .Say("done")
            .With(reply => reply with { Usage = new ScriptedUsage(100, 5, 60) });
        return server;
    }

    private static Task<JsonObject> RunAsync(string script, string address) =>
        NodeLibrary.RunAsync(script, address, TestContext.Current.CancellationToken);

    private static void ShouldBeDone(JsonNode result)
    {
        result["text"]!.ToString().ShouldBe("done");
        result["cached"]!.GetValue<int>().ShouldBe(60);
    }

    private static IEnumerable<string> Failures(JsonObject result) =>
        result["failures"]!.AsArray().Select(failure => failure!.ToString());
}
