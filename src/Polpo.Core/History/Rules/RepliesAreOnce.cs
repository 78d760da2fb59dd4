using Polpo.Core.Sessions;
using Polpo.Engine.Journal;

namespace Polpo.Core.History.Rules;

internal sealed class RepliesAreOnce()
    : HistoryRule("replies", "A finished reply of a model is recorded once, and asked for once.")
{
    private readonly Dictionary<string, int> _steps = new(StringComparer.Ordinal);

    public override void See(Fact fact)
    {
        if (fact.Type != ModelReplied.Type)
            return;
        var reply = fact.Read<ModelReplied>();
        var last = _steps.GetValueOrDefault(reply.Turn.Text);
        if (reply.Step <= last)
            Break(fact, $"Step {reply.Step} of turn {reply.Turn} comes after step {last}.");
        _steps[reply.Turn.Text] = reply.Step;
    }
}
