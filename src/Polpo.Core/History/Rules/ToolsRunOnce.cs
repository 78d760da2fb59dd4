using Polpo.Core.Sessions;
using Polpo.Engine.Journal;

namespace Polpo.Core.History.Rules;

internal sealed class ToolsRunOnce()
    : HistoryRule(
        "tools",
        "A tool runs only for a call that stands in a recorded reply, ends once, and ends before the model is asked again."
    )
{
    private readonly Dictionary<string, List<string>> _open = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<string>> _asked = new(StringComparer.Ordinal);

    public override void See(Fact fact)
    {
        if (fact.Type == ModelReplied.Type)
            Reply(fact, fact.Read<ModelReplied>());
        else if (fact.Type == ToolStarted.Type)
            Start(fact, fact.Read<ToolStarted>());
        else if (fact.Type == ToolFinished.Type)
            Finish(fact, fact.Read<ToolFinished>());
    }

    private void Reply(Fact fact, ModelReplied reply)
    {
        var turn = reply.Turn.Text;
        if (_open.GetValueOrDefault(turn) is { Count: > 0 } open)
            Break(fact, $"The model replies while {string.Join(", ", open)} runs.");
        _asked[turn] = [.. reply.Calls.Select(call => call.Id)];
        _open[turn] = [];
    }

    private void Start(Fact fact, ToolStarted started)
    {
        // A model may use an id twice in one reply: each use is a call.
        if (_asked.GetValueOrDefault(started.Turn.Text)?.Remove(started.Call) == true)
            _open[started.Turn.Text].Add(started.Call);
        else
            Break(fact, $"{started.Name} starts for the call {started.Call}, which no reply asks for.");
    }

    private void Finish(Fact fact, ToolFinished finished)
    {
        if (_open.GetValueOrDefault(finished.Turn.Text)?.Remove(finished.Call) != true)
            Break(fact, $"{finished.Name} ends for the call {finished.Call}, which does not run.");
    }
}
