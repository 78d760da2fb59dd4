using System.Text.Json.Nodes;
using Polpo.Core.Access;
using Polpo.Core.Identity;
using Polpo.Engine.Kernel;

namespace Polpo.Core.Workspaces.Membership;

/// <summary>For whom something is done that they left to the clock or to the end of a task, or why it is not done any more.</summary>
/// <param name="Caller">With the rights of now.</param>
/// <param name="Lost">Why they may not have it done, as a sentence; null: they may.</param>
public sealed record Mandate(Caller Caller, Workspace? Workspace, string? Lost);

/// <summary>Whether somebody may still have done what they left to be done later: asked anew each time, as if they asked for it themselves.</summary>
public sealed class Mandates(Admission admission, WorkspaceQueries workspaces)
{
    /// <param name="permission">What it takes to leave such a thing to be done.</param>
    /// <param name="action"><c>{ kind, … }</c>: what is to be done.</param>
    public async Task<Mandate> OfAsync(
        Id<Workspace> workspace,
        Caller owner,
        string permission,
        JsonObject action,
        CancellationToken cancellationToken
    )
    {
        if (await admission.AdmitAsync(owner, cancellationToken) is not { } caller)
            return Without($"{owner.Name} is disabled.");
        if (await workspaces.FindAsync(workspace, caller, cancellationToken) is not { } seen)
            return Without($"{owner.Name} is no member of this workspace any more.");
        return
            ActionRights.NeededFor(action).Prepend(permission).FirstOrDefault(key => !caller.Rights.May(key))
                is { } missing
            ? Without($"{owner.Name} does not have the permission {missing} any more.")
            : new Mandate(caller, seen, null);

        Mandate Without(string reason) => new(owner, null, reason);
    }
}
