using Microsoft.EntityFrameworkCore;
using Polpo.Core.Identity;
using Polpo.Core.Workspaces;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage;

namespace Polpo.Core.Halts;

/// <summary>What stands still, and since when. Everybody sees what halts the installation; else one sees those of one's workspaces and of oneself.</summary>
public sealed class HaltQueries(IDatabase database, WorkspaceQueries workspaces)
{
    /// <summary>Those that stand and that the caller sees, the oldest first.</summary>
    public async Task<IReadOnlyList<Halt>> ListAsync(Caller caller, CancellationToken cancellationToken)
    {
        var seen = new List<Halt>();
        foreach (var halt in await StandingAsync(cancellationToken))
            if (await SeesAsync(halt, caller, cancellationToken))
                seen.Add(halt);
        return seen;
    }

    /// <summary>One, also when it was lifted.</summary>
    public async Task<Halt> GetAsync(Id<Halt> id, Caller caller, CancellationToken cancellationToken)
    {
        var halt = await database.ReadAsync(
            db => db.Set<Halt>().SingleOrDefaultAsync(row => row.Id == id, cancellationToken),
            cancellationToken
        );
        return halt is not null && await SeesAsync(halt, caller, cancellationToken)
            ? halt
            : throw new RefusedException(
                Refusal.NotFound,
                $"There is no halt {id}. `polpo halt list` shows those that stand."
            );
    }

    /// <summary>All that stand, whoever asks: for what says why something waits, to those who see that.</summary>
    public Task<IReadOnlyList<Halt>> StandingAsync(CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<Halt>>(
            async db =>
                await db.Set<Halt>()
                    .Where(row => row.LiftedAt == null)
                    .OrderBy(row => row.Id)
                    .ToListAsync(cancellationToken),
            cancellationToken
        );

    private async Task<bool> SeesAsync(Halt halt, Caller caller, CancellationToken cancellationToken) =>
        halt.Scope switch
        {
            HaltScope.Installation => true,
            HaltScope.Workspace => await workspaces.CanSeeAsync(
                Id<Workspace>.Parse(halt.Workspace),
                caller,
                cancellationToken
            ),
            _ => caller.Rights.IsAdmin || halt.Person == caller.User.Text,
        };
}
