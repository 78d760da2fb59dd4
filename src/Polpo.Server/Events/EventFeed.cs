using System.Globalization;
using System.Text.Json;
using System.Threading.Channels;
using Polpo.Client;
using Polpo.Engine.Journal;
using Polpo.Engine.Journal.Live;

namespace Polpo.Server.Events;

/// <summary>Facts and frames of one workspace as server-sent events, merged for one listener. Facts are never dropped; frames are when the listener is slow.</summary>
internal sealed class EventFeed(IJournal journal, LiveFrames frames, TimeProvider time)
{
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);

    private const int Buffered = 256;

    /// <summary>Every event above <paramref name="after"/>, as the text that goes onto the wire, until cancelled.</summary>
    public async IAsyncEnumerable<string> ReadAsync(
        FeedRequest request,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var events = Channel.CreateBounded<string>(Buffered);
        Task[] tellers = request.Instead is { } instead
            ? [CopyAsync(instead(stop.Token), events.Writer, stop.Token)]
            : [FactsAsync(request, events.Writer, stop.Token), FramesAsync(request, events.Writer, stop.Token)];
        var sources = Task.WhenAll([.. tellers, BeatAsync(events.Writer, stop.Token)]);
        var ended = CompleteAsync(sources, events.Writer);
        try
        {
            // At once, so that the listener knows that it is connected.
            yield return ": connected\n\n";
            await foreach (var text in events.Reader.ReadAllAsync(cancellationToken))
                yield return text;
        }
        finally
        {
            await stop.CancelAsync();
            await ended;
        }
    }

    /// <summary>When there is no more of it, the stream is at its end.</summary>
    private static async Task CopyAsync(
        IAsyncEnumerable<string> texts,
        ChannelWriter<string> events,
        CancellationToken cancellationToken
    )
    {
        await foreach (var text in texts)
            await events.WriteAsync(text, cancellationToken);
        events.TryComplete();
    }

    private async Task FactsAsync(
        FeedRequest request,
        ChannelWriter<string> events,
        CancellationToken cancellationToken
    )
    {
        await foreach (
            var fact in journal.FollowAsync(request.Workspace, request.After, request.Subject, cancellationToken)
        )
        {
            var id = fact.Seq.ToString(CultureInfo.InvariantCulture);
            await events.WriteAsync($"id: {id}\nevent: fact\ndata: {Json(fact.View())}\n\n", cancellationToken);
        }
    }

    private async Task FramesAsync(
        FeedRequest request,
        ChannelWriter<string> events,
        CancellationToken cancellationToken
    )
    {
        await foreach (var frame in frames.SubscribeAsync(request.Workspace, cancellationToken))
        {
            if (request.Subject is null || request.Subject == frame.Subject)
                events.TryWrite($"event: frame\ndata: {Json(frame.View())}\n\n");
        }
    }

    private async Task BeatAsync(ChannelWriter<string> events, CancellationToken cancellationToken)
    {
        while (true)
        {
            await Task.Delay(Heartbeat, time, cancellationToken);
            events.TryWrite(": still here\n\n");
        }
    }

    private static async Task CompleteAsync(Task sources, ChannelWriter<string> events)
    {
        await sources.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        events.TryComplete(sources.IsFaulted ? sources.Exception!.InnerException : null);
    }

    // One line: JSON text has no line breaks of its own.
    private static string Json<T>(T value) => JsonSerializer.Serialize(value, Wire.Json);
}

/// <param name="After">Facts above this number; the newest fact's number means: only what comes.</param>
/// <param name="Subject">Only what is about this session, task …; null: all.</param>
internal sealed record FeedRequest(string Workspace, long After, string? Subject)
{
    /// <summary>What is told in place of facts and frames; null: these.</summary>
    public Func<CancellationToken, IAsyncEnumerable<string>>? Instead { get; init; }
}
