using Microsoft.EntityFrameworkCore;
using Polpo.Core.Identity;
using Polpo.Core.Workspaces;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage;
using Polpo.Engine.Subjects.Holds;

namespace Polpo.Core.Halts;

/// <summary>What a halt means for those who ask before they do something.</summary>
public sealed class StandingStops(IDatabase database, StandingHolds holds)
{
    /// <summary>Nothing, unless a stop stands; asked of memory, so that it costs nothing.</summary>
    /// <param name="person">For whom; empty: whether the workspace stands still for everybody.</param>
    /// <exception cref="RefusedException">It does; the message says whose word that is, and why.</exception>
    /// <exception cref="OperationCanceledException">It does, and whoever asks has been told to stop: it goes on later.</exception>
    public async ValueTask PassAsync(string workspace, string person, CancellationToken cancellationToken)
    {
        if (holds.Now.FirstOrDefault(hold => hold.Stops(workspace, person)) is not { } hold)
            return;
        // A hold is seen here only after the runs that it covers were told: none of them fails by the refusal.
        cancellationToken.ThrowIfCancellationRequested();
        var id = Id<Halt>.Parse(hold.Id);
        var halt = await database.ReadAsync(
            db => db.Set<Halt>().SingleAsync(row => row.Id == id, cancellationToken),
            cancellationToken
        );
        throw new RefusedException(Refusal.Unavailable, halt.Sentence);
    }

    /// <summary>Why nothing new may begin; null: it may. Asked in the transaction that would begin it.</summary>
    public static async Task<Halt?> FindAsync(
        PolpoDb db,
        Id<Workspace> workspace,
        Id<User> person,
        CancellationToken cancellationToken
    )
    {
        var standing = await db.Set<Halt>()
            .AsNoTracking()
            .Where(row => row.LiftedAt == null)
            .OrderBy(row => row.Id)
            .ToListAsync(cancellationToken);
        return standing.Find(halt => halt.Covers(workspace, person));
    }

    /// <summary>For how long since then work of the workspace for the person was stopped: a time limit does not run meanwhile.</summary>
    public static async Task<TimeSpan> StoodAsync(
        PolpoDb db,
        Id<Workspace> workspace,
        Id<User> person,
        DateTimeOffset since,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        var stops = await db.Set<Halt>()
            .AsNoTracking()
            .Where(row => row.Kind == HaltKind.Stop && (row.LiftedAt == null || row.LiftedAt > since))
            .OrderBy(row => row.Since)
            .ToListAsync(cancellationToken);
        var (stood, end) = (TimeSpan.Zero, since);
        foreach (var stop in stops.Where(stop => stop.Covers(workspace, person)))
        {
            var (from, to) = (stop.Since > end ? stop.Since : end, stop.LiftedAt ?? now);
            if (to <= from)
                continue;
            stood += to - from;
            end = to;
        }
        return stood;
    }
}
