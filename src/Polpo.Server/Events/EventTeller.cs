using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Polpo.Core.Identity;
using Polpo.Engine.Kernel;
using Polpo.Server.Access;

namespace Polpo.Server.Events;

/// <summary>Writes a feed to one listener, at the listener's pace. Who does not take anything for long is cut off; a person has so many listeners.</summary>
internal sealed partial class EventTeller(
    EventFeed feed,
    IHostApplicationLifetime life,
    StandingAccess access,
    TimeProvider time,
    ILogger<EventTeller> logger
)
{
    private const int MostListeners = 100;
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<string, int> _listeners = new(StringComparer.Ordinal);

    /// <summary>Takes a place among a person's listeners, until it is disposed.</summary>
    /// <exception cref="RefusedException">All are taken.</exception>
    public IDisposable Enter(Caller caller)
    {
        // All keys of a person share theirs: who makes more keys gets no more.
        var many = _listeners.AddOrUpdate(caller.User, 1, (_, before) => before + 1);
        var place = new Place(() => _listeners.AddOrUpdate(caller.User, 0, (_, before) => before - 1));
        if (many <= MostListeners)
            return place;
        place.Dispose();
        throw new RefusedException(
            Refusal.OverLimit,
            $"You listen to {MostListeners} streams of events already. Close one; several names fit into one filter."
        );
    }

    public async Task TellAsync(FeedRequest request, HttpContext context)
    {
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(
            context.RequestAborted,
            life.ApplicationStopping
        );
        var response = context.Response;
        response.ContentType = "text/event-stream; charset=utf-8";
        response.Headers["X-Accel-Buffering"] = "no";
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        var lost = EndWhenLostAsync(context, request.Workspace, ends);
        try
        {
            await foreach (var text in feed.ReadAsync(request, ends.Token))
            {
                if (await WriteAsync(response.Body, text, ends.Token))
                    continue;
                LogCut(logger, request.Workspace, Patience.TotalSeconds);
                context.Abort();
                return;
            }
        }
        catch (OperationCanceledException) when (ends.IsCancellationRequested)
        {
            // The listener has gone, may not listen any more, or the server stops: it comes back with the last number that it saw.
        }
        finally
        {
            await ends.CancelAsync();
            await lost;
        }
    }

    private async Task EndWhenLostAsync(HttpContext context, string workspace, CancellationTokenSource ends)
    {
        try
        {
            await access.UntilLostAsync(context, workspace, ends.Token);
            await ends.CancelAsync();
        }
        catch (OperationCanceledException) when (ends.IsCancellationRequested)
        {
            // The stream is at its end by itself.
        }
    }

    /// <returns>False when the listener took nothing for as long as it is waited for.</returns>
    public async Task<bool> WriteAsync(Stream body, string text, CancellationToken cancellationToken)
    {
        var write = TakenAsync(body, text, cancellationToken);
        try
        {
            await write.WaitAsync(Patience, time, cancellationToken);
            return true;
        }
        catch (TimeoutException)
        {
            // Ends with the connection, which is cut; nobody asks for its outcome.
            _ = write.ContinueWith(ended => ended.Exception, TaskScheduler.Default);
            return false;
        }
    }

    private static async Task TakenAsync(Stream body, string text, CancellationToken cancellationToken)
    {
        await body.WriteAsync(Encoding.UTF8.GetBytes(text), cancellationToken);
        await body.FlushAsync(cancellationToken);
    }

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "A listener of {Workspace} took none of its events for {Seconds} seconds and was cut off; it may come back with its Last-Event-ID"
    )]
    private static partial void LogCut(ILogger logger, string workspace, double seconds);

    private sealed class Place(Action leave) : IDisposable
    {
        private Action? _leave = leave;

        public void Dispose() => Interlocked.Exchange(ref _leave, null)?.Invoke();
    }
}
