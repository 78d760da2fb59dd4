using Polpo.Engine.Journal;

namespace Polpo.Core.History;

/// <summary>A promise about every history. It is shown all facts of a workspace in order and remembers what it needs.</summary>
internal abstract class HistoryRule(string name, string promise)
{
    private const int MostExamples = 10;
    private readonly List<Breach> _examples = [];
    private long _broken;

    public RuleReport Report => new(name, promise, _broken, _examples);

    public abstract void See(Fact fact);

    protected void Break(Fact fact, string what) => Break(fact.Seq, fact.Subject, what);

    protected void Break(long seq, string subject, string what)
    {
        _broken++;
        if (_examples.Count < MostExamples)
            _examples.Add(new Breach(seq, subject, what));
    }
}
