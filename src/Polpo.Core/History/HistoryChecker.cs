using Polpo.Core.History.Standing;
using Polpo.Core.Identity;
using Polpo.Core.Vault;
using Polpo.Core.Workspaces;
using Polpo.Engine.Journal;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage;

namespace Polpo.Core.History;

/// <summary>
/// Reads the whole journal of a workspace and looks at how things stand, and says whether what Polpo promises holds and held all the time.
/// Changes nothing; work may go on meanwhile.
/// </summary>
public sealed class HistoryChecker
{
    private const int Batch = 1000;

    private readonly IJournal _journal;
    private readonly IDatabase _database;
    private readonly WorkspaceQueries _workspaces;
    private readonly VaultSecrets _vault;
    private readonly IReadOnlyList<StandingRule> _standing;

    internal HistoryChecker(
        IJournal journal,
        IDatabase database,
        WorkspaceQueries workspaces,
        VaultSecrets vault,
        IEnumerable<StandingRule> standing
    ) => (_journal, _database, _workspaces, _vault, _standing) = (journal, database, workspaces, vault, [.. standing]);

    public async Task<HistoryReport> CheckAsync(Id<Workspace> id, Caller caller, CancellationToken cancellationToken)
    {
        var workspace = (await _workspaces.GetAsync(id, caller, cancellationToken)).Id;
        var rules = new HistoryRules(new Redaction(await _vault.AllAsync(workspace, cancellationToken)));
        var seen = await ShowAsync(rules, workspace, 0, null, cancellationToken);
        var expected = rules.Expect();
        var head = await _journal.HeadAsync(workspace, cancellationToken);
        var rows = await _database.ReadAsync(db => Rows.ReadAsync(db, workspace, cancellationToken), cancellationToken);
        // What happened between reading the facts and reading the rows is not held against them.
        var changed = new HashSet<string>(StringComparer.Ordinal);
        seen = await ShowAsync(rules, workspace, seen, changed, cancellationToken);
        rules.Compare(rows, expected, changed);
        rules.EndAt(head);
        List<RuleReport> reports = [.. rules.Reports];
        foreach (var rule in _standing)
            reports.Add(await rule.CheckAsync(workspace, cancellationToken));
        return new HistoryReport(seen, reports);
    }

    private async Task<long> ShowAsync(
        HistoryRules rules,
        Id<Workspace> workspace,
        long after,
        HashSet<string>? subjects,
        CancellationToken cancellationToken
    )
    {
        while (await _journal.ReadAsync(workspace, after, Batch, null, cancellationToken) is { Count: > 0 } facts)
            foreach (var fact in facts)
            {
                subjects?.Add(fact.Subject);
                rules.See(fact);
                after = fact.Seq;
            }
        return after;
    }
}
