using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Polpo.Client;

public sealed class PublicEventRoutes
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private const int MostFailures = 10;

    private readonly Api _api;

    internal PublicEventRoutes(Api api) => _api = api;

    /// <summary>What is there of those events, from so many facts before the newest on.</summary>
    public IAsyncEnumerable<PublicEventView> ReadAsync(
        string filter,
        long last,
        string? workspace = null,
        CancellationToken cancellationToken = default
    ) =>
        ConnectAsync(
            Api.Query(("workspace", workspace), ("filter", filter), ("follow", "false"), ("last", last)),
            null,
            cancellationToken
        );

    /// <summary>
    /// Those events as they come, each once and in order, until cancelled. A broken connection is made again from the last one; a server
    /// that answers no more after ten tries in a row ends it with <see cref="PolpoException"/>.
    /// </summary>
    /// <param name="last">Begins so many facts before the newest.</param>
    public async IAsyncEnumerable<PublicEventView> FollowAsync(
        string filter,
        long last = 0,
        string? workspace = null,
        TimeProvider? time = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        var query = Api.Query(("workspace", workspace), ("filter", filter), ("last", last));
        string? place = null;
        for (var failures = 0; ; failures++)
        {
            await using var events = ConnectAsync(query, place, cancellationToken)
                .GetAsyncEnumerator(cancellationToken);
            while (await NextAsync(events, failures < MostFailures))
            {
                failures = 0;
                place = events.Current.Place;
                yield return events.Current;
            }
            await Task.Delay(Pause, time ?? TimeProvider.System, cancellationToken);
        }
    }

    private static async Task<bool> NextAsync(IAsyncEnumerator<PublicEventView> events, bool forgiving)
    {
        try
        {
            return await events.MoveNextAsync();
        }
        catch (Exception exception)
            when (forgiving && exception is IOException or HttpRequestException or PolpoException { Status: null })
        {
            return false;
        }
    }

    private async IAsyncEnumerable<PublicEventView> ConnectAsync(
        string query,
        string? place,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        using var response = await _api.OpenAsync("events" + query, place, cancellationToken);
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        var parser = SseParser.Create(stream);
        await foreach (var message in parser.EnumerateAsync(cancellationToken))
        {
            using var data = JsonDocument.Parse(message.Data);
            yield return new PublicEventView(parser.LastEventId, message.EventType, data.RootElement.Clone());
        }
    }
}
