using Polpo.Core.Identity;
using Polpo.Core.Workspaces;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage.Upkeep;

namespace Polpo.Core.Retention;

/// <summary>What may go, found once; carrying it out takes nothing else, and of it only what has not been used since.</summary>
public sealed record CleaningPlan(IReadOnlyList<Expired> Items);

/// <summary>What happened to a plan's items of one kind. <paramref name="Skipped"/> were used again, went otherwise, or could not be removed.</summary>
public sealed record Cleaned(string Kind, long Count, long Bytes, long Skipped);

/// <summary>Finds and takes away what nobody needs any more.</summary>
public sealed class Cleaning
{
    private readonly IReadOnlyList<IKind> _kinds;
    private readonly WorkspaceQueries _workspaces;
    private readonly IUpkeep _upkeep;
    private readonly CleaningRun _run;
    private readonly TimeProvider _time;

    internal Cleaning(
        IEnumerable<IKind> kinds,
        WorkspaceQueries workspaces,
        IUpkeep upkeep,
        CleaningRun run,
        TimeProvider time
    ) => (_kinds, _workspaces, _upkeep, _run, _time) = ([.. kinds], workspaces, upkeep, run, time);

    /// <summary>The plan of a person: of the workspaces that the caller may see, and of what belongs to none.</summary>
    /// <param name="kinds">Those kinds only; empty: all.</param>
    /// <param name="olderThan">Instead of the age that is configured.</param>
    /// <exception cref="RefusedException">A kind is unknown, or nothing of it ever goes.</exception>
    public async Task<CleaningPlan> PlanAsync(
        IReadOnlyList<string> kinds,
        TimeSpan? olderThan,
        Caller caller,
        CancellationToken cancellationToken
    )
    {
        var chosen = Choose(kinds);
        var visible = (await _workspaces.ListAsync(caller, cancellationToken)).Select(row => row.Id).ToHashSet();
        var plan = await PlanAsync(chosen, olderThan, cancellationToken);
        return new CleaningPlan([
            .. plan.Items.Where(item => item.Workspace is not { } owner || visible.Contains(owner)),
        ]);
    }

    /// <summary>The plan of the installation itself: everything that is past its age.</summary>
    internal Task<CleaningPlan> PlanAsync(CancellationToken cancellationToken) =>
        PlanAsync(Choose([]), null, cancellationToken);

    /// <summary>Carries a plan out in small batches, then gives the database's unused space back to the disk.</summary>
    public async Task<IReadOnlyList<Cleaned>> CarryOutAsync(CleaningPlan plan, CancellationToken cancellationToken)
    {
        var byName = _kinds.OfType<IExpiringKind>().ToDictionary(kind => kind.Name, StringComparer.Ordinal);
        var done = new List<Cleaned>();
        foreach (var group in plan.Items.GroupBy(item => item.Kind))
            done.Add(await _run.RemoveAsync(byName[group.Key], [.. group], cancellationToken));
        while (await _upkeep.ReclaimAsync(cancellationToken))
            await _run.PauseAsync(cancellationToken);
        return done;
    }

    /// <summary>What a plan would do, in the words of what was done.</summary>
    public static IReadOnlyList<Cleaned> Foresee(CleaningPlan plan) =>
        [
            .. plan
                .Items.GroupBy(item => item.Kind)
                .Select(group => new Cleaned(group.Key, group.Count(), group.Sum(item => item.Bytes), 0)),
        ];

    private async Task<CleaningPlan> PlanAsync(
        IReadOnlyList<IExpiringKind> kinds,
        TimeSpan? olderThan,
        CancellationToken cancellationToken
    )
    {
        var items = new List<Expired>();
        foreach (var kind in kinds)
        {
            if ((olderThan ?? kind.Age) is not { } age)
                continue;
            await foreach (var item in kind.FindAsync(_time.GetUtcNow() - age, cancellationToken))
                items.Add(item);
        }
        return new CleaningPlan(items);
    }

    private List<IExpiringKind> Choose(IReadOnlyList<string> names)
    {
        var expiring = _kinds.OfType<IExpiringKind>().ToList();
        foreach (var name in names.Where(name => expiring.TrueForAll(kind => kind.Name != name)))
            throw new RefusedException(
                Refusal.Invalid,
                $"Nothing of the kind \"{name}\" is ever cleaned. Kinds: {string.Join(", ", expiring.Select(kind => kind.Name))}."
            );
        return names.Count == 0 ? expiring : [.. expiring.Where(kind => names.Contains(kind.Name))];
    }
}
