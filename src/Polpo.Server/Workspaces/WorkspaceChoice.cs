using Polpo.Core.Identity;
using Polpo.Core.Workspaces;
using Polpo.Engine.Kernel;

namespace Polpo.Server.Workspaces;

/// <summary>Which workspace a request means: the one that it names, else the only one that there is.</summary>
internal sealed class WorkspaceChoice(WorkspaceQueries workspaces)
{
    public async Task<Workspace> ResolveAsync(string? named, Caller caller, CancellationToken cancellationToken)
    {
        if (!string.IsNullOrEmpty(named))
            return await workspaces.GetAsync(Id<Workspace>.Parse(named), caller, cancellationToken);
        var all = await workspaces.ListAsync(caller, cancellationToken);
        return all switch
        {
            [var only] => only,
            [] => throw new RefusedException(
                Refusal.Invalid,
                "There is no workspace yet. Open one with POST /api/v1/workspaces {\"path\": \"/path/of/a/repository\"}."
            ),
            _ => throw new RefusedException(
                Refusal.Invalid,
                $"Say which workspace: add \"workspace\" with one of {string.Join(", ", all.Select(one => $"{one.Id} ({one.Name})"))}."
            ),
        };
    }
}
