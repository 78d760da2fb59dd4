using System.IO.Pipelines;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Polpo.Testing.ScriptedModel;
using Polpo.Testing.ScriptedModel.Wires;
using Polpo.Testing.Simulation.World;

namespace Polpo.Testing.Simulation.Ports;

/// <summary>A model behind the network: it thinks, is overloaded, breaks off, sends garbage, and answers as chance and the prompt say.</summary>
internal sealed class SimulatedModel(Chance chance, SimulatedClock.ServerTime time, Func<bool> isTroubled)
    : HttpMessageHandler
{
    private readonly OpenAIChatWire _wire = new();
    private int _replies;

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request,
        CancellationToken cancellationToken
    )
    {
        if (request.Method != HttpMethod.Post)
            return new HttpResponseMessage(HttpStatusCode.NotFound);
        using var sent = new MemoryStream();
        await request.Content!.CopyToAsync(sent, cancellationToken);
        var body = JsonNode.Parse(sent.ToArray())!.AsObject();
        var asked = _wire.Read(
            new WireRequest(body, new Dictionary<string, string>(), new Dictionary<string, string>(), "")
        );
        var about = $"model {Title(asked)} {asked.Step}";
        await time.WorkAsync(chance.Span(TimeSpan.FromSeconds(3), about + " think"), cancellationToken);
        var trouble = isTroubled() ? chance.Of(about + " trouble") : 1;
        return trouble switch
        {
            < 0.03 => Refuse(HttpStatusCode.TooManyRequests),
            < 0.06 => Refuse(HttpStatusCode.InternalServerError),
            < 0.08 => throw new HttpRequestException("The connection was reset."),
            < 0.10 => Stream(asked, Answer(asked, about), cut: true),
            _ => Stream(asked, Answer(asked, about), cut: false),
        };
    }

    private ScriptedReply Answer(Conversation asked, string about) =>
        asked.Step == 0 || asked.LastResults.Count == 0 ? Work(about)
        : chance.Is(0.6, about + " more") ? Work(about)
        : new ScriptedReply { Text = "The work is done." };

    private ScriptedReply Work(string about) =>
        chance.Of(about + " what") switch
        {
            < 0.35 => Call("write", $$"""{"path":"answer.txt","content":"{{Quality(about)}}"}"""),
            < 0.75 => Call("bash", $$"""{"command":"echo {{Quality(about)}} > answer.txt"}"""),
            < 0.80 => Call("write", """{"path":"../outside.txt","content":"x"}"""),
            < 0.85 => Call("bash", """{"command":"""),
            < 0.90 => Call("no_such_tool", "{}"),
            < 0.95 => new ScriptedReply
            {
                Calls =
                [
                    new ToolUse("", "read", """{"path":"README.md"}"""),
                    new ToolUse("", "read", """{"path":"README.md"}"""),
                ],
            },
            _ => new ScriptedReply { Text = "I have nothing to do." },
        };

    private string Quality(string about) => chance.Is(0.6, about + " quality") ? "good" : "bad";

    private static ScriptedReply Call(string tool, string arguments) =>
        new() { Calls = [new ToolUse("", tool, arguments)] };

    /// <summary>Ids of tasks and sessions are new in each run; a task's title is the same.</summary>
    private static string Title(Conversation asked)
    {
        var start = asked.Prompt.IndexOf("job ", StringComparison.Ordinal);
        return start < 0 ? "" : new string([.. asked.Prompt[start..].TakeWhile(letter => letter is not '\n')]);
    }

    private static HttpResponseMessage Refuse(HttpStatusCode status) =>
        new(status) { Content = new StringContent("""{"error":{"message":"Simulated.","type":"server_error"}}""") };

    private HttpResponseMessage Stream(Conversation asked, ScriptedReply reply, bool cut)
    {
        var number = Interlocked.Increment(ref _replies);
        var facts = new ReplyFacts(
            $"chatcmpl-{number}",
            time.GetUtcNow().ToUnixTimeSeconds(),
            new ScriptedUsage(100, 10)
        );
        var events = _wire.Stream(asked, reply, facts).ToList();
        var sent = cut ? events.Take(events.Count / 2) : events;
        var text = string.Concat(
            sent.Select(one => $"{(one.Name is null ? "" : $"event: {one.Name}\n")}data: {one.Data}\n\n")
        );
        // As from a network: it can be read once.
        var content = new StreamContent(PipeReader.Create(new(Encoding.UTF8.GetBytes(text))).AsStream());
        content.Headers.ContentType = new("text/event-stream");
        return new HttpResponseMessage(HttpStatusCode.OK) { Content = content };
    }
}
