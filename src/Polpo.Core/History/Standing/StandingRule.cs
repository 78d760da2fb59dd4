using Polpo.Core.Workspaces;
using Polpo.Engine.Kernel;

namespace Polpo.Core.History.Standing;

/// <summary>A promise about how things stand now, rather than how they came to be. Stateless: one for all checks.</summary>
internal abstract class StandingRule(string name, string promise)
{
    private const int MostExamples = 10;

    /// <summary>Work goes on meanwhile: only what is found twice in a row stands so.</summary>
    public async Task<RuleReport> CheckAsync(Id<Workspace> workspace, CancellationToken cancellationToken)
    {
        var found = await FindAsync(workspace, cancellationToken);
        if (found.Count > 0)
            found = [.. found.Intersect(await FindAsync(workspace, cancellationToken))];
        return new RuleReport(name, promise, found.Count, [.. found.Take(MostExamples)]);
    }

    protected abstract Task<IReadOnlyList<Breach>> FindAsync(
        Id<Workspace> workspace,
        CancellationToken cancellationToken
    );
}
