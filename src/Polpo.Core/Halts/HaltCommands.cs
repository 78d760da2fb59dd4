using Microsoft.EntityFrameworkCore;
using Polpo.Core.Access;
using Polpo.Core.Identity;
using Polpo.Core.Workspaces;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage;

namespace Polpo.Core.Halts;

/// <summary>Has work stand still, and go on. An Admin halts anything; whoever manages all sessions halts the workspaces that they see.</summary>
public sealed class HaltCommands(
    IDatabase database,
    WorkspaceQueries workspaces,
    HaltQueries queries,
    TimeProvider time
)
{
    /// <summary>From the answer on no server begins anything of it; what runs is stopped within a second. The same twice answers the one that stands.</summary>
    /// <exception cref="RefusedException">The caller may not, or there is no such workspace or person.</exception>
    public async Task<Halt> DeclareAsync(HaltOrder order, Caller caller, CancellationToken cancellationToken)
    {
        order.Check();
        var workspace = await RequireAsync(order.Workspace, caller, cancellationToken);
        return await database.WriteAsync(
            order.Workspace?.Text ?? Users.Installation,
            async work =>
            {
                var person = await PersonAsync(work, order.Person, cancellationToken);
                var (of, whose) = (order.Workspace?.Text ?? "", person?.Id.Text ?? "");
                if (await StandingAsync(work, order.Kind, of, whose, cancellationToken) is { } standing)
                    return standing;
                var halt = new Halt
                {
                    Id = Id<Halt>.New(time),
                    Kind = order.Kind,
                    Workspace = of,
                    Person = whose,
                    OfWhom = workspace?.Name ?? person?.Name ?? "everything",
                    Reason = order.Reason.Trim(),
                    DeclaredBy = caller.User,
                    DeclaredByName = caller.Name,
                    Since = work.Now,
                };
                work.Db.Add(halt);
                work.Hold(halt.Hold);
                work.Append(
                    halt.Id,
                    caller.Actor,
                    new HaltDeclared(halt.Kind, Given(of), Given(whose), halt.OfWhom, halt.Reason)
                );
                return halt;
            },
            cancellationToken
        );
    }

    /// <summary>What it held goes on where it stood. Lifting it twice answers how it was lifted.</summary>
    public async Task<Halt> LiftAsync(Id<Halt> id, Caller caller, CancellationToken cancellationToken)
    {
        var seen = await queries.GetAsync(id, caller, cancellationToken);
        var scope = Id<Workspace>.TryParse(seen.Workspace, out var of) ? of : (Id<Workspace>?)null;
        await RequireAsync(scope, caller, cancellationToken);
        return await database.WriteAsync(
            scope?.Text ?? Users.Installation,
            async work =>
            {
                var halt = await work.Db.Set<Halt>().SingleAsync(row => row.Id == id, cancellationToken);
                if (halt.LiftedAt is not null)
                    return halt;
                halt.LiftedAt = work.Now;
                halt.LiftedByName = caller.Name;
                work.Release(halt.Id);
                work.Append(
                    halt.Id,
                    caller.Actor,
                    new HaltLifted(
                        halt.Kind,
                        Given(halt.Workspace),
                        Given(halt.Person),
                        halt.OfWhom,
                        (long)(work.Now - halt.Since).TotalMilliseconds
                    )
                );
                return halt;
            },
            cancellationToken
        );
    }

    private async Task<Workspace?> RequireAsync(
        Id<Workspace>? workspace,
        Caller caller,
        CancellationToken cancellationToken
    )
    {
        if (workspace is not { } id)
        {
            caller.Require(Rights.Admin);
            return null;
        }
        var seen = await workspaces.GetAsync(id, caller, cancellationToken);
        caller.Require(PermissionKeys.SessionsManage);
        return seen;
    }

    private static async Task<User?> PersonAsync(Work work, string? who, CancellationToken cancellationToken) =>
        who is null
            ? null
            : await Users.FindAsync(work.Db, who, cancellationToken)
                ?? throw new RefusedException(
                    Refusal.NotFound,
                    $"There is nobody \"{who}\". `polpo user list` shows who there is."
                );

    private static Task<Halt?> StandingAsync(
        Work work,
        HaltKind kind,
        string workspace,
        string person,
        CancellationToken cancellationToken
    ) =>
        work
            .Db.Set<Halt>()
            .SingleOrDefaultAsync(
                row => row.LiftedAt == null && row.Kind == kind && row.Workspace == workspace && row.Person == person,
                cancellationToken
            );

    private static string? Given(string text) => text.Length == 0 ? null : text;
}
