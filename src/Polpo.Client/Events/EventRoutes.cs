using System.Globalization;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Polpo.Client;

/// <summary>One message of the live feed: a fact, or a frame that is never stored.</summary>
public sealed record FeedItem(EventView? Fact, FrameView? Frame);

public sealed class EventRoutes
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly Api _api;

    internal EventRoutes(Api api) => _api = api;

    /// <summary>
    /// Every fact above <paramref name="after"/> once and in order, and frames as they come, until cancelled. A broken connection
    /// is made again from the last fact; a server that refuses, or answers no more after ten tries in a row, ends it with <see cref="PolpoException"/>.
    /// </summary>
    public async IAsyncEnumerable<FeedItem> FollowAsync(
        string? workspace = null,
        long after = 0,
        string? subject = null,
        TimeProvider? time = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        var seen = after;
        for (var failures = 0; ; failures++)
        {
            await using var connection = Connection.Of(_api, workspace, seen, subject, cancellationToken);
            while (await connection.NextAsync(failures < 10) is { } item)
            {
                failures = 0;
                if (item.Fact is { } fact)
                {
                    if (fact.Seq <= seen)
                        continue;
                    seen = fact.Seq;
                }
                yield return item;
            }
            await Task.Delay(Pause, time ?? TimeProvider.System, cancellationToken);
        }
    }

    /// <summary>One connection to the feed.</summary>
    private sealed class Connection(IAsyncEnumerator<FeedItem> items) : IAsyncDisposable
    {
        public static Connection Of(
            Api api,
            string? workspace,
            long after,
            string? subject,
            CancellationToken cancellationToken
        ) =>
            new(
                ReadAsync(
                        api,
                        "events" + Api.Query(("workspace", workspace), ("after", after), ("subject", subject)),
                        after,
                        cancellationToken
                    )
                    .GetAsyncEnumerator(cancellationToken)
            );

        /// <returns>Null when the connection has ended.</returns>
        public async Task<FeedItem?> NextAsync(bool forgiving)
        {
            try
            {
                return await items.MoveNextAsync() ? items.Current : null;
            }
            catch (Exception exception)
                when (forgiving && exception is IOException or HttpRequestException or PolpoException { Status: null })
            {
                return null;
            }
        }

        public ValueTask DisposeAsync() => items.DisposeAsync();

        private static async IAsyncEnumerable<FeedItem> ReadAsync(
            Api api,
            string path,
            long after,
            [EnumeratorCancellation] CancellationToken cancellationToken
        )
        {
            using var response = await api.OpenAsync(
                path,
                after.ToString(CultureInfo.InvariantCulture),
                cancellationToken
            );
            await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
            await foreach (var message in SseParser.Create(stream).EnumerateAsync(cancellationToken))
            {
                if (message.EventType == "fact")
                    yield return new FeedItem(JsonSerializer.Deserialize<EventView>(message.Data, Wire.Json), null);
                else if (message.EventType == "frame")
                    yield return new FeedItem(null, JsonSerializer.Deserialize<FrameView>(message.Data, Wire.Json));
            }
        }
    }
}
