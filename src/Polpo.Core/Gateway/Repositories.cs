using Microsoft.EntityFrameworkCore;
using Polpo.Core.Workspaces;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage;

namespace Polpo.Core.Gateway;

/// <summary>Tells where a workspace's repository lies, whose <c>.polpo/polpo.json</c> may define providers of its own.</summary>
internal delegate ValueTask<string> RepositoryOf(string workspace, CancellationToken cancellationToken);

internal static class Repositories
{
    /// <summary>From the workspaces' rows; a workspace never moves, so each is read once.</summary>
    public static RepositoryOf From(IDatabase database)
    {
        var known = new System.Collections.Concurrent.ConcurrentDictionary<string, string>(StringComparer.Ordinal);
        return async (workspace, cancellationToken) =>
        {
            if (known.TryGetValue(workspace, out var path))
                return path;
            var id = Id<Workspace>.Parse(workspace);
            var row =
                await database.ReadAsync(
                    db => db.Set<Workspace>().SingleOrDefaultAsync(row => row.Id == id, cancellationToken),
                    cancellationToken
                )
                ?? throw new RefusedException(Refusal.NotFound, $"There is no workspace {workspace}. It was removed.");
            return known[workspace] = row.RepositoryPath;
        };
    }
}
