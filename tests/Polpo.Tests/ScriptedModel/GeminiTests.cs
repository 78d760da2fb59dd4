using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Polpo.Testing.ScriptedModel;
using Shouldly;
using Xunit;

namespace Polpo.Tests.ScriptedModel;

public sealed class GeminiTests
{
    private const string Go =
        """{"contents":[{"role":"user","parts":[{"text":"go"}]}],"systemInstruction":{"parts":[{"text":"Be brief."}]},"tools":[{"functionDeclarations":[{"name":"bash"}]}]}""";

    [Fact]
    public async Task A_whole_answer_has_candidates_and_counts()
    {
        await using var server = await StartAsync();
        server
            .On(turn => turn.System == "Be brief." && turn.Tools.Contains("bash"))
            .Say("Hi")
            .Call("bash", new { command = "ls" });
        var answer = await PostAsync(server, "generateContent", Go);
        var parts = answer["candidates"]![0]!["content"]!["parts"]!;
        parts[0]!["text"]!.ToString().ShouldBe("Hi");
        parts[1]!["functionCall"]!["args"]!["command"]!.ToString().ShouldBe("ls");
        answer["candidates"]![0]!["finishReason"]!.ToString().ShouldBe("STOP");
        answer["usageMetadata"]!["totalTokenCount"]!.GetValue<int>().ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task A_stream_comes_as_events_or_as_one_list()
    {
        await using var server = await StartAsync();
        server.Script.Always().Say("Hello there, friend").With(reply => reply with { PieceSize = 6 });
        using var http = Http(server);
        var events = await (
            await http.PostAsync("/v1beta/models/gemini-2.5-pro:streamGenerateContent?alt=sse", Json(Go), Token)
        ).Content.ReadAsStringAsync(Token);
        events.Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(5);
        var list = JsonNode.Parse(
            await (
                await http.PostAsync("/v1beta/models/gemini-2.5-pro:streamGenerateContent", Json(Go), Token)
            ).Content.ReadAsStringAsync(Token)
        );
        string.Concat(list!.AsArray().Select(frame => frame!["candidates"]![0]!["content"]!["parts"]![0]!["text"]))
            .ShouldBe("Hello there, friend");
    }

    [Fact]
    public async Task A_call_that_nobody_answered_is_refused_in_Google_s_shape()
    {
        await using var server = await StartAsync();
        var body =
            """{"contents":[{"role":"user","parts":[{"text":"go"}]},{"role":"model","parts":[{"functionCall":{"name":"bash","args":{}}}]},{"role":"user","parts":[{"text":"and?"}]}]}""";
        using var http = Http(server);
        var response = await http.PostAsync("/v1beta/models/m:generateContent", Json(body), Token);
        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        var error = await response.Content.ReadFromJsonAsync<JsonObject>(Token);
        error!["error"]!["status"]!.ToString().ShouldBe("INVALID_ARGUMENT");
    }

    [Fact]
    public async Task Arguments_that_are_not_JSON_become_the_protocol_s_own_failure()
    {
        await using var server = await StartAsync();
        server.Script.Always().Call("bash", "{\"command");
        (await PostAsync(server, "generateContent", Go))["candidates"]![0]!["finishReason"]!
            .ToString()
            .ShouldBe("MALFORMED_FUNCTION_CALL");
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static Task<ScriptedModelServer> StartAsync() => ScriptedModelServer.StartAsync(cancellationToken: Token);

    private static async Task<JsonObject> PostAsync(ScriptedModelServer server, string verb, string body)
    {
        using var http = Http(server);
        var response = await http.PostAsync($"/v1beta/models/gemini-2.5-pro:{verb}", Json(body), Token);
        return (await response.Content.ReadFromJsonAsync<JsonObject>(Token))!;
    }

    private static HttpClient Http(ScriptedModelServer server) =>
        new(new HttpClientHandler()) { BaseAddress = new Uri(server.Address) };

    private static StringContent Json(string body) => new(body, System.Text.Encoding.UTF8, "application/json");
}
