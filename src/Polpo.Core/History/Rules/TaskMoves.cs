using Polpo.Core.Tasks;
using Polpo.Engine.Journal;
using TaskStatus = Polpo.Core.Tasks.TaskStatus;

namespace Polpo.Core.History.Rules;

internal sealed class TaskMoves()
    : HistoryRule("moves", "A task goes from state to state as its state machine says, from where it stood.")
{
    private readonly Dictionary<string, TaskStatus> _states = new(StringComparer.Ordinal);

    /// <summary>Where each task stands after the facts seen; a deleted one is not among them.</summary>
    public IReadOnlyDictionary<string, TaskStatus> States => _states;

    public override void See(Fact fact)
    {
        if (fact.Type == TaskCreated.Type && !_states.TryAdd(fact.Subject, TaskStatus.Draft))
            Break(fact, "It is created twice.");
        else if (fact.Type == TaskDeleted.Type)
            _states.Remove(fact.Subject);
        else if (fact.Type == TaskMoved.Type)
            See(fact, fact.Read<TaskMoved>());
    }

    private void See(Fact fact, TaskMoved moved)
    {
        if (!_states.TryGetValue(fact.Subject, out var stood))
            Break(fact, "It moves, but was never created.");
        else if (stood != moved.From)
            Break(fact, $"It moves from {moved.From.Word()}, but stood at {stood.Word()}.");
        if (moved.From.After(moved.Move) != moved.To)
            Break(fact, $"{moved.From.Word()} does not become {moved.To.Word()} by {moved.Move}.");
        _states[fact.Subject] = moved.To;
    }
}
