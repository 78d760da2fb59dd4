using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Polpo.Client;
using Polpo.Core.Identity;
using Polpo.Engine.Journal;
using Polpo.Engine.Kernel;
using Polpo.Server.Workspaces;

namespace Polpo.Server.Events;

internal static class EventEndpoints
{
    private const string Description =
        "Server-sent events. `event: fact` carries an EventView, its id is the fact's number; `event: frame` carries a FrameView; on connecting, what is being said so far. "
        + "Without `after` and without Last-Event-ID only what comes is sent; `after=0` sends everything. A comment comes every 15 seconds.";

    public static IServiceCollection AddEvents(this IServiceCollection services) => services.AddSingleton<EventFeed>();

    public static void MapEvents(this RouteGroupBuilder api) =>
        api.MapGet("/events", FollowAsync)
            .WithTags("Events")
            .WithSummary("What happens in a workspace, live and gapless.")
            .WithDescription(Description)
            .WithMetadata(
                new ProducesResponseTypeMetadata(StatusCodes.Status200OK, typeof(EventView), ["text/event-stream"])
            );

    private static async Task FollowAsync(
        [AsParameters] EventQuery query,
        HttpContext context,
        Caller caller,
        WorkspaceChoice choice,
        IJournal journal,
        EventFeed feed,
        IHostApplicationLifetime life
    )
    {
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(
            context.RequestAborted,
            life.ApplicationStopping
        );
        var workspace = await choice.ResolveAsync(query.Workspace, caller, ends.Token);
        var after = LastSeen(context.Request) ?? query.After ?? await journal.HeadAsync(workspace.Id, ends.Token);
        var response = context.Response;
        response.ContentType = "text/event-stream; charset=utf-8";
        response.Headers["X-Accel-Buffering"] = "no";
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        try
        {
            await foreach (var text in feed.ReadAsync(new FeedRequest(workspace.Id, after, query.Subject), ends.Token))
            {
                await response.WriteAsync(text, Encoding.UTF8, ends.Token);
                await response.Body.FlushAsync(ends.Token);
            }
        }
        catch (OperationCanceledException) when (ends.IsCancellationRequested)
        {
            // The listener has gone, or the server stops: it comes back with the last number that it saw.
        }
    }

    private static long? LastSeen(HttpRequest request)
    {
        string? header = request.Headers["Last-Event-ID"];
        if (string.IsNullOrEmpty(header))
            return null;
        return long.TryParse(header, NumberStyles.None, CultureInfo.InvariantCulture, out var seq)
            ? seq
            : throw new RefusedException(
                Refusal.Invalid,
                $"Last-Event-ID must be the number of a fact, found \"{header}\"."
            );
    }
}

/// <param name="Workspace">May be left out where there is one workspace.</param>
/// <param name="After">Facts above this number.</param>
/// <param name="Subject">Only what is about this session or task.</param>
internal sealed record EventQuery(string? Workspace, long? After, string? Subject);
