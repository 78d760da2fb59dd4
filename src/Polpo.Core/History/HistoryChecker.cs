using Polpo.Core.History.Rules;
using Polpo.Core.Identity;
using Polpo.Core.Workspaces;
using Polpo.Engine.Journal;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage;

namespace Polpo.Core.History;

/// <summary>Reads the whole journal of a workspace and says whether what Polpo promises held all the time. Changes nothing; work may go on meanwhile.</summary>
public sealed class HistoryChecker(IJournal journal, IDatabase database, WorkspaceQueries workspaces)
{
    private const int Batch = 1000;

    public async Task<HistoryReport> CheckAsync(Id<Workspace> id, Caller caller, CancellationToken cancellationToken)
    {
        var workspace = (await workspaces.GetAsync(id, caller, cancellationToken)).Id;
        var moves = new TaskMoves();
        var rows = new RowsAgree(moves);
        HistoryRule[] rules =
        [
            new DenseNumbers(),
            moves,
            new DoneIsComputed(),
            new TurnsRunOnce(),
            new RepliesAreOnce(),
            new ToolsRunOnce(),
            new EffectsHappenOnce(),
            rows,
        ];
        var seen = await ShowAsync(rules, workspace, 0, null, cancellationToken);
        var expected = rows.Now;
        var found = await database.ReadAsync(
            db => RowsAgree.Rows.ReadAsync(db, workspace, cancellationToken),
            cancellationToken
        );
        // What happened between reading the facts and reading the rows is not held against them.
        var changed = new HashSet<string>(StringComparer.Ordinal);
        seen = await ShowAsync(rules, workspace, seen, changed, cancellationToken);
        rows.Compare(found, expected, changed);
        return new HistoryReport(seen, [.. rules.Select(rule => rule.Report)]);
    }

    private async Task<long> ShowAsync(
        HistoryRule[] rules,
        Id<Workspace> workspace,
        long after,
        HashSet<string>? subjects,
        CancellationToken cancellationToken
    )
    {
        while (await journal.ReadAsync(workspace, after, Batch, null, cancellationToken) is { Count: > 0 } facts)
            foreach (var fact in facts)
            {
                subjects?.Add(fact.Subject);
                foreach (var rule in rules)
                    rule.See(fact);
                after = fact.Seq;
            }
        return after;
    }
}
