using Polpo.Core.History.Rules;
using Polpo.Core.Vault;
using Polpo.Engine.Journal;

namespace Polpo.Core.History;

/// <summary>All rules about the journal, for one reading of it.</summary>
internal sealed class HistoryRules
{
    private readonly DenseNumbers _numbers = new();
    private readonly SpendAddsUp _spend = new();
    private readonly RowsAgree _rows;
    private readonly HistoryRule[] _all;

    /// <param name="vault">Finds the values that must stand nowhere.</param>
    public HistoryRules(Redaction vault)
    {
        var (tasks, missions) = (new TaskMoves(), new MissionMoves());
        _rows = new RowsAgree(tasks, missions);
        _all =
        [
            _numbers,
            tasks,
            missions,
            new DoneIsComputed(),
            new TurnsRunOnce(),
            new RepliesAreOnce(),
            new ToolsRunOnce(),
            new EffectsHappenOnce(),
            new OccurrencesHappenOnce(),
            new DecidedOnce(),
            new SecretsStayOut(vault),
            new BudgetsHold(),
            _spend,
            _rows,
        ];
    }

    public IEnumerable<RuleReport> Reports => _all.Select(rule => rule.Report);

    public void See(Fact fact)
    {
        foreach (var rule in _all)
            rule.See(fact);
    }

    /// <summary>What the facts seen so far say of the rows, by a copy: more may be seen meanwhile.</summary>
    public Expected Expect() => _rows.Expect(_spend.Now);

    /// <param name="changed">Subjects of which more was told since.</param>
    public void Compare(Rows rows, Expected facts, IReadOnlySet<string> changed)
    {
        _rows.Compare(rows, facts, changed);
        _spend.Compare(rows.Costs, facts.Costs, changed);
    }

    /// <summary>The journal reaches at least as far as it was said to.</summary>
    public void EndAt(long head) => _numbers.EndAt(head);
}
