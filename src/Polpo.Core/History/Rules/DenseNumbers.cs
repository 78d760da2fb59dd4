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

    /// <summary>How far the journal itself says that it reaches: what is missing at its end leaves no gap.</summary>
    public void EndAt(long head)
    {
        if (_last < head)
            Break(head, "", $"The journal says that it reaches to {head}; its last fact is {_last}.");
    }
}
