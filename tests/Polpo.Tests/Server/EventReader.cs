using System.Text.Json;
using Polpo.Client;

namespace Polpo.Tests.Server;

/// <summary>Reads a stream of server-sent events as a browser would.</summary>
internal sealed class EventReader : IAsyncDisposable
{
    private readonly HttpResponseMessage _answer;
    private readonly StreamReader _lines;
    private readonly CancellationToken _stop;

    private EventReader(HttpResponseMessage answer, Stream stream, CancellationToken stop)
    {
        _answer = answer;
        _lines = new StreamReader(stream);
        _stop = stop;
    }

    /// <summary>Returns when the server has said that it listens.</summary>
    public static async Task<EventReader> OpenAsync(HttpClient http, HttpRequestMessage request, CancellationToken stop)
    {
        var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stop);
        answer.EnsureSuccessStatusCode();
        var reader = new EventReader(answer, await answer.Content.ReadAsStreamAsync(stop), stop);
        while (
            await reader._lines.ReadLineAsync(stop) is { } line
            && !line.StartsWith(": connected", StringComparison.Ordinal)
        ) { }
        return reader;
    }

    public async Task<EventView> FactAsync()
    {
        while (true)
        {
            var (name, id, data) = await NextAsync();
            if (name != "fact")
                continue;
            var fact = JsonSerializer.Deserialize<EventView>(data, Wire.Json)!;
            return id == fact.Seq.ToString(System.Globalization.CultureInfo.InvariantCulture)
                ? fact
                : throw new InvalidOperationException($"Id {id} of fact {fact.Seq}.");
        }
    }

    public async Task<(string Name, string? Id, string Data)> NextAsync()
    {
        var (name, id, data) = ("", (string?)null, "");
        while (await _lines.ReadLineAsync(_stop) is { } line)
        {
            if (line.Length == 0 && data.Length > 0)
                return (name, id, data);
            if (line.StartsWith("event: ", StringComparison.Ordinal))
                name = line[7..];
            else if (line.StartsWith("id: ", StringComparison.Ordinal))
                id = line[4..];
            else if (line.StartsWith("data: ", StringComparison.Ordinal))
                data += line[6..];
        }
        throw new EndOfStreamException();
    }

    /// <summary>Whether the stream ends, and properly: a connection that was cut throws.</summary>
    public async Task<bool> EndAsync()
    {
        while (await _lines.ReadLineAsync(_stop) is not null) { }
        return true;
    }

    public ValueTask DisposeAsync()
    {
        _lines.Dispose();
        _answer.Dispose();
        return ValueTask.CompletedTask;
    }
}
