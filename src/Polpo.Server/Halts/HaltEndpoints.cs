using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Polpo.Client;
using Polpo.Core.Access;
using Polpo.Core.Halts;
using Polpo.Core.Identity;
using Polpo.Core.Sessions;
using Polpo.Core.Workspaces;
using Polpo.Engine.Kernel;
using Polpo.Server.Access;
using Polpo.Server.Workspaces;

namespace Polpo.Server.Halts;

internal static class HaltEndpoints
{
    public static void MapHalts(this RouteGroupBuilder api)
    {
        var group = api.MapGroup("/halts").WithTags("Halts");
        group
            .MapGet("", ListAsync)
            .ForEverybody()
            .WithSummary("What stands still: of the installation, of the workspaces that you see, of yourself.");
        group
            .MapPost("", DeclareAsync)
            .Needs(PermissionKeys.SessionsManage)
            .WithSummary(
                "Stops or drains a workspace; for an Admin also the installation, or what one person's agents do. The same twice answers the one that stands."
            );
        group
            .MapDelete("/{id}", LiftAsync)
            .Needs(PermissionKeys.SessionsManage)
            .WithSummary("Lifts a halt: what it held goes on where it stood.");
    }

    private static async Task<Page<HaltView>> ListAsync(
        Caller caller,
        HaltQueries halts,
        SessionQueries sessions,
        CancellationToken cancellationToken
    )
    {
        var views = new List<HaltView>();
        foreach (var halt in await halts.ListAsync(caller, cancellationToken))
            views.Add(await ViewAsync(halt, caller, sessions, cancellationToken));
        return new Page<HaltView>(views);
    }

    private static async Task<Created<HaltView>> DeclareAsync(
        DeclareHalt body,
        Caller caller,
        WorkspaceChoice choice,
        HaltCommands halts,
        SessionQueries sessions,
        CancellationToken cancellationToken
    )
    {
        var workspace = body.Workspace is { Length: > 0 } named
            ? (await choice.ResolveAsync(named, caller, cancellationToken)).Id
            : (Id<Workspace>?)null;
        var person = string.IsNullOrEmpty(body.Person) ? null : body.Person;
        var halt = await halts.DeclareAsync(
            new HaltOrder(KindOf(body.Kind), workspace, person, body.Reason),
            caller,
            cancellationToken
        );
        return TypedResults.Created(
            $"/api/v1/halts/{halt.Id}",
            await ViewAsync(halt, caller, sessions, cancellationToken)
        );
    }

    private static async Task<NoContent> LiftAsync(
        string id,
        Caller caller,
        HaltCommands halts,
        CancellationToken cancellationToken
    )
    {
        await halts.LiftAsync(Id<Halt>.Parse(id), caller, cancellationToken);
        return TypedResults.NoContent();
    }

    private static HaltKind KindOf(string word) =>
        word switch
        {
            "stop" => HaltKind.Stop,
            "drain" => HaltKind.Drain,
            _ => throw new RefusedException(
                Refusal.Invalid,
                "\"kind\" is \"stop\" (nothing goes on) or \"drain\" (nothing new begins)."
            ),
        };

    private static async Task<HaltView> ViewAsync(
        Halt halt,
        Caller caller,
        SessionQueries sessions,
        CancellationToken cancellationToken
    ) =>
        new(
            halt.Id,
            halt.Kind == HaltKind.Stop ? "stop" : "drain",
            halt.Workspace.Length == 0 ? null : halt.Workspace,
            halt.Person.Length == 0 ? null : halt.Person,
            halt.OfWhom,
            halt.Reason,
            halt.DeclaredByName,
            halt.Since,
            await sessions.CountRunningAsync(halt, cancellationToken),
            caller.Rights.IsAdmin
                || (halt.Scope == HaltScope.Workspace && caller.Rights.May(PermissionKeys.SessionsManage))
        )
        {
            LiftedAt = halt.LiftedAt,
            LiftedBy = halt.LiftedByName,
        };
}
