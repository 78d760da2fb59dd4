using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Polpo.Client;
using Polpo.Core.Access;
using Polpo.Core.Identity;
using Polpo.Core.Sessions;
using Polpo.Engine.Kernel;
using Polpo.Server.Access;
using Polpo.Server.Events;
using Polpo.Server.Paging;
using Polpo.Server.Workspaces;

namespace Polpo.Server.Sessions;

internal static class SessionEndpoints
{
    public static void MapSessions(this RouteGroupBuilder api)
    {
        var group = api.MapGroup("/sessions").WithTags("Sessions");
        group
            .MapGet("", ListAsync)
            .Needs(PermissionKeys.SessionsView)
            .WithSummary("The sessions of a workspace or of one task, newest first.");
        group.MapGet("/{id}", GetAsync).Needs(PermissionKeys.SessionsView).WithSummary("One session.");
        group
            .MapPost("/{id}/cancel", CancelAsync)
            .Needs(PermissionKeys.SessionsEdit)
            .WithSummary("Stops a session now; what was checkpointed stays.");
        group
            .MapGet("/{id}/diff", DiffAsync)
            .Needs(PermissionKeys.SessionsView)
            .WithSummary("What the session has changed since its base.");
        group
            .MapGet("/{id}/events", EventsAsync)
            .Needs(PermissionKeys.SessionsView)
            .WithSummary("The session's facts, oldest first; `after` is the number of a fact.");
        api.MapGet("/blobs/{hash}", BlobAsync)
            .Needs(PermissionKeys.SessionsView)
            .WithTags("Sessions")
            .WithSummary("A stored text that a fact names.");
    }

    private static async Task<Page<SessionView>> ListAsync(
        string? workspace,
        string? task,
        [AsParameters] PageQuery page,
        Caller caller,
        WorkspaceChoice choice,
        SessionQueries sessions,
        CancellationToken cancellationToken
    )
    {
        var chosen = await choice.ResolveAsync(workspace, caller, cancellationToken);
        var rows = await sessions.ListAsync(
            chosen.Id,
            task,
            page.Cursor<Session>(),
            page.Ask,
            caller,
            cancellationToken
        );
        return page.Page(rows, row => row.Id, SessionViews.View);
    }

    private static async Task<SessionView> GetAsync(
        string id,
        Caller caller,
        SessionQueries sessions,
        CancellationToken cancellationToken
    ) => (await sessions.GetAsync(Id<Session>.Parse(id), caller, cancellationToken)).View();

    private static async Task<SessionView> CancelAsync(
        string id,
        Caller caller,
        SessionCommands sessions,
        CancellationToken cancellationToken
    ) => (await sessions.CancelAsync(Id<Session>.Parse(id), caller, cancellationToken)).View();

    private static async Task<DiffView> DiffAsync(
        string id,
        Caller caller,
        SessionQueries sessions,
        CancellationToken cancellationToken
    )
    {
        var (session, diff, truncated) = await sessions.DiffAsync(Id<Session>.Parse(id), caller, cancellationToken);
        return new DiffView(session.Base, session.Head, diff, truncated);
    }

    private static async Task<Page<EventView>> EventsAsync(
        string id,
        long? after,
        int? take,
        Caller caller,
        SessionQueries sessions,
        CancellationToken cancellationToken
    )
    {
        var page = new PageQuery { Take = take };
        var facts = await sessions.EventsAsync(Id<Session>.Parse(id), after ?? 0, page.Ask, caller, cancellationToken);
        return page.Page(facts, fact => fact.Seq.ToString(CultureInfo.InvariantCulture), EventViews.View);
    }

    private static async Task<BlobView> BlobAsync(
        string hash,
        string? workspace,
        Caller caller,
        WorkspaceChoice choice,
        SessionQueries sessions,
        CancellationToken cancellationToken
    )
    {
        var chosen = await choice.ResolveAsync(workspace, caller, cancellationToken);
        return new BlobView(hash, await sessions.BlobAsync(chosen.Id, hash, caller, cancellationToken));
    }
}
