using Polpo.Core.Tasks;
using Polpo.Engine.Journal;
using TaskStatus = Polpo.Core.Tasks.TaskStatus;

namespace Polpo.Core.History.Rules;

internal sealed class DoneIsComputed()
    : HistoryRule(
        "done",
        "A task is done only after its last result was assessed and passed, with a branch and a receipt; only done work is merged."
    )
{
    private readonly Dictionary<string, Evidence> _tasks = new(StringComparer.Ordinal);

    public override void See(Fact fact)
    {
        var known = _tasks.GetValueOrDefault(fact.Subject) ?? new Evidence();
        if (fact.Type == TaskAssessed.Type)
            known = known with { Passed = fact.Read<TaskAssessed>().Passed };
        else if (fact.Type == TaskBranch.Type)
            known = known with { Branch = true };
        else if (fact.Type == TaskReceipt.Type)
            known = known with { Receipt = true };
        else if (fact.Type == TaskMerged.Type && !known.Done)
            Break(fact, "It was merged without being done.");
        else if (fact.Type == TaskMoved.Type)
            known = After(fact, known, fact.Read<TaskMoved>().To);
        else
            return;
        _tasks[fact.Subject] = known;
    }

    private Evidence After(Fact fact, Evidence known, TaskStatus status)
    {
        if (status is TaskStatus.InProgress)
            return new Evidence();
        if (status is not TaskStatus.Done)
            return known with { Done = false };
        if (!known.Passed)
            Break(fact, "It is done, but its last assessment did not pass.");
        if (!known.Branch || !known.Receipt)
            Break(fact, $"It is done without a {(known.Branch ? "receipt" : "branch")}.");
        return known with { Done = true };
    }

    private sealed record Evidence(bool Passed = false, bool Branch = false, bool Receipt = false, bool Done = false);
}
