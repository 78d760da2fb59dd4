using Polpo.Core.Sessions;
using Polpo.Engine.Journal;
using Polpo.Engine.Kernel;

namespace Polpo.Core.History.Rules;

internal sealed class SpendAddsUp()
    : HistoryRule("spend", "What a session is said to have cost is what its model's replies cost, no more and no less.")
{
    private readonly Dictionary<string, Usd> _sessions = new(StringComparer.Ordinal);

    /// <summary>By the facts seen so far.</summary>
    public IReadOnlyDictionary<string, Usd> Now => new Dictionary<string, Usd>(_sessions, StringComparer.Ordinal);

    public override void See(Fact fact)
    {
        if (fact.Type != ModelReplied.Type)
            return;
        var cost = fact.Read<ModelReplied>().Cost;
        if (cost.Micros < 0)
            Break(fact, "A reply gives money back.");
        _sessions[fact.Subject] = _sessions.GetValueOrDefault(fact.Subject) + cost;
    }

    public void Compare(
        IReadOnlyDictionary<string, Usd> rows,
        IReadOnlyDictionary<string, Usd> facts,
        IReadOnlySet<string> changed
    )
    {
        foreach (var (session, cost) in rows.Where(row => !changed.Contains(row.Key)))
            if (facts.GetValueOrDefault(session) is var said && said != cost)
                Break(0, session, $"Its row says {cost}, its replies {said}.");
    }
}
