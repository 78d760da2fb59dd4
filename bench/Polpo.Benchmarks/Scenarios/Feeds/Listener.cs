using System.Globalization;
using System.Net.ServerSentEvents;
using System.Text.Json;
using Polpo.Benchmarks.Measuring;

namespace Polpo.Benchmarks.Scenarios.Feeds;

/// <summary>One browser's connection to the event stream, read as cheaply as can be.</summary>
internal sealed class Listener(HttpClient http, string workspace) : IDisposable
{
    /// <summary>Reads so many facts above <paramref name="after"/>; they must be dense and in order.</summary>
    /// <param name="connected">Told when the server has answered.</param>
    /// <returns>How long after its transaction began each fact was here.</returns>
    public async Task<IReadOnlyList<TimeSpan>> ReadAsync(
        long after,
        int facts,
        Action connected,
        CancellationToken cancellationToken
    )
    {
        var delays = new List<TimeSpan>(facts);
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/events?workspace={workspace}");
        request.Headers.TryAddWithoutValidation("Last-Event-ID", after.ToString(CultureInfo.InvariantCulture));
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        response.EnsureSuccessStatusCode();
        connected();
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        await foreach (
            var message in SseParser
                .Create(stream, static (type, data) => type == "fact" ? At(data) : default(DateTimeOffset?))
                .EnumerateAsync(cancellationToken)
        )
        {
            if (message.Data is not { } at)
                continue;
            delays.Add(Clock.Instant - at);
            WrongResultException.Unless(
                message.EventId == (after + delays.Count).ToString(CultureInfo.InvariantCulture),
                $"Fact {after + delays.Count} was expected, {message.EventId} came."
            );
            if (delays.Count == facts)
                return delays;
        }
        throw new WrongResultException($"The stream ended after {delays.Count} of {facts} facts.");
    }

    public void Dispose() => http.Dispose();

    private static DateTimeOffset At(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        while (reader.Read())
        {
            if (
                reader.TokenType == JsonTokenType.PropertyName
                && reader.CurrentDepth == 1
                && reader.ValueTextEquals("at")
            )
            {
                reader.Read();
                return reader.GetDateTimeOffset();
            }
        }
        throw new WrongResultException("A fact has no instant.");
    }
}
