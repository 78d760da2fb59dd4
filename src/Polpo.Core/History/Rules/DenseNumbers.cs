using Polpo.Engine.Journal;

namespace Polpo.Core.History.Rules;

internal sealed class DenseNumbers()
    : HistoryRule("numbers", "Facts are numbered 1, 2, 3 … in the order in which they were committed; none is missing.")
{
    private long _last;

    public override void See(Fact fact)
    {
        if (fact.Seq != _last + 1)
            Break(fact, $"Number {fact.Seq} follows {_last}.");
        _last = fact.Seq;
    }
}
