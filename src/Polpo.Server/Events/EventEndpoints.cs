using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Polpo.Client;
using Polpo.Core.Access;
using Polpo.Core.Events;
using Polpo.Core.Identity;
using Polpo.Engine.Journal;
using Polpo.Engine.Kernel;
using Polpo.Server.Access;
using Polpo.Server.Workspaces;

namespace Polpo.Server.Events;

internal static class EventEndpoints
{
    private const string Description =
        "Server-sent events. With `filter` (`task:completed,agent:*` or `*`) public events: `event` is the name, `data` the payload. Without it "
        + "`event: fact` carries an EventView, its id is the fact's number; `event: frame` carries a FrameView; on connecting, what is being said so far. "
        + "Without `after` and without Last-Event-ID only what comes is sent; `after=0` sends everything. A comment comes every 15 seconds.";

    public static IServiceCollection AddEvents(this IServiceCollection services) =>
        services.AddSingleton<EventFeed>().AddSingleton<EventTeller>();

    public static void MapEvents(this RouteGroupBuilder api) =>
        api.MapGet("/events", FollowAsync)
            .Needs(PermissionKeys.SessionsView)
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
        EventTeller teller,
        PublicEvents events
    )
    {
        using var place = teller.Enter(caller);
        var workspace = await choice.ResolveAsync(query.Workspace, caller, context.RequestAborted);
        var seen = LastSeen(context.Request);
        var from = seen ?? EventPlace.After(query.After ?? await StartAsync(journal, workspace.Id, query, context));
        var request = new FeedRequest(workspace.Id, from.AboveFact, query.Subject);
        if (query.Filter is { } names)
        {
            var filter = EventFilter.Read(names);
            var follow = query.Follow ?? true;
            request = request with
            {
                Instead = stop => EventViews.Texts(events.ReadAsync(workspace.Id, from, filter, follow, stop)),
            };
        }
        await teller.TellAsync(request, context);
    }

    /// <summary>Without a place to start from: what comes, or with <c>last</c> what is newest.</summary>
    private static async Task<long> StartAsync(
        IJournal journal,
        string workspace,
        EventQuery query,
        HttpContext context
    )
    {
        var head = await journal.HeadAsync(workspace, context.RequestAborted);
        return Math.Max(0, head - Math.Clamp(query.Last ?? 0, 0, head));
    }

    private static EventPlace? LastSeen(HttpRequest request)
    {
        string? header = request.Headers["Last-Event-ID"];
        if (string.IsNullOrEmpty(header))
            return null;
        return EventPlace.Read(header)
            ?? throw new RefusedException(
                Refusal.Invalid,
                $"Last-Event-ID must be the number of a fact, found \"{header}\"."
            );
    }
}

internal sealed record EventQuery
{
    /// <summary>May be left out where there is one workspace.</summary>
    public string? Workspace { get; init; }

    /// <summary>Facts above this number.</summary>
    public long? After { get; init; }

    /// <summary>Of facts: only what is about this session or task.</summary>
    public string? Subject { get; init; }

    /// <summary>Public events instead of facts: exact names, <c>task:*</c>, <c>*</c>, with commas between.</summary>
    public string? Filter { get; init; }

    /// <summary>Of public events: false ends the stream with the newest that is there.</summary>
    public bool? Follow { get; init; }

    /// <summary>Instead of <c>after</c>: begins so many facts before the newest.</summary>
    public long? Last { get; init; }
}
