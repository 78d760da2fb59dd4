using Microsoft.AspNetCore.Http;
using Polpo.Core.Identity;
using Polpo.Core.Workspaces;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage.Health;

namespace Polpo.Server.Access;

/// <summary>Whether who opened a stream may still have it: asked at its begin, and whenever anybody's rights change.</summary>
internal sealed class StandingAccess(AccessWatch watch, WorkspaceQueries workspaces, TimeProvider time)
{
    /// <summary>As long as a timer can wait. A stream that is ended by it is opened anew.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromDays(24);

    /// <summary>Returns when the stream's key or sign-in ends, or its caller lost the permission, the workspace or the account.</summary>
    public async Task UntilLostAsync(HttpContext context, string workspace, CancellationToken cancellationToken)
    {
        while (true)
        {
            var changed = watch.Next;
            if (await CallerAsync(context, workspace, cancellationToken) is not { } caller)
                return;
            try
            {
                await changed.WaitAsync(LeftOf(caller), time, cancellationToken);
            }
            catch (TimeoutException)
            {
                return;
            }
        }
    }

    private TimeSpan LeftOf(Caller caller)
    {
        var left = (caller.Until ?? DateTimeOffset.MaxValue) - time.GetUtcNow();
        return left > Longest ? Longest
            : left > TimeSpan.Zero ? left
            : TimeSpan.Zero;
    }

    /// <summary>Null: not any more, or nobody can tell.</summary>
    private async Task<Caller?> CallerAsync(HttpContext context, string workspace, CancellationToken cancellationToken)
    {
        try
        {
            var needs = context.GetEndpoint()?.Metadata.GetMetadata<Needs>();
            var asked = context.Features.Get<Credential>()?.Again(cancellationToken);
            return
                needs is not null
                && asked is not null
                && await asked is { } caller
                && needs.AnyOf.Any(caller.Rights.May)
                && await workspaces.CanSeeAsync(Id<Workspace>.Parse(workspace), caller, cancellationToken)
                ? caller
                : null;
        }
        catch (StorageException)
        {
            return null;
        }
    }
}
