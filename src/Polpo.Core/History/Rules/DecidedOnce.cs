using Polpo.Core.Approvals.Requests;
using Polpo.Engine.Journal;

namespace Polpo.Core.History.Rules;

internal sealed class DecidedOnce()
    : HistoryRule("approvals", "What waits for a person is asked for before it is decided, and decided once.")
{
    private readonly Dictionary<string, bool> _open = new(StringComparer.Ordinal);

    public override void See(Fact fact)
    {
        if (fact.Type == ApprovalRequested.Type)
            Ask(fact, fact.Read<ApprovalRequested>().Request);
        else if (fact.Type == ApprovalResolved.Type)
            Decide(fact, fact.Read<ApprovalResolved>().Request);
        else if (fact.Type == ApprovalRejected.Type)
            Decide(fact, fact.Read<ApprovalRejected>().Request);
        else if (fact.Type == ApprovalTimeout.Type)
            Decide(fact, fact.Read<ApprovalTimeout>().Request);
    }

    private void Ask(Fact fact, string request)
    {
        if (!_open.TryAdd(request, true))
            Break(fact, $"{request} is asked for twice.");
    }

    private void Decide(Fact fact, string request)
    {
        if (!_open.TryGetValue(request, out var open))
            Break(fact, $"{request} is decided, but was never asked for.");
        else if (!open)
            Break(fact, $"{request} is decided, but had been decided.");
        _open[request] = false;
    }
}
