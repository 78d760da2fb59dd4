using System.Diagnostics.CodeAnalysis;
using Polpo.Core.Identity;
using Polpo.Core.Workspaces;
using Polpo.Engine.Kernel;

namespace Polpo.Server.Workspaces;

/// <summary>Which workspace a request means: the one that it names, by id or by its repository's path, else the only one that there is.</summary>
internal sealed class WorkspaceChoice(WorkspaceQueries workspaces)
{
    public async Task<Workspace> ResolveAsync(string? named, Caller caller, CancellationToken cancellationToken)
    {
        if (IsPath(named))
            return await workspaces.OfFolderAsync(named, caller, cancellationToken)
                ?? throw new RefusedException(
                    Refusal.NotFound,
                    $"There is no workspace of {named} yet. Open one with POST /api/v1/workspaces."
                );
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

    /// <summary>For requests that change nothing: a path may also lead to a repository of which there is no workspace yet, and none is made.</summary>
    public Task<Workspace> LookAsync(string? named, Caller caller, CancellationToken cancellationToken) =>
        IsPath(named)
            ? workspaces.LookAsync(named, caller, cancellationToken)
            : ResolveAsync(named, caller, cancellationToken);

    private static bool IsPath([NotNullWhen(true)] string? named) => named is ['/', ..];
}
