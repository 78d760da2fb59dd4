using Polpo.Core.Tasks.Reviews;
using Polpo.Engine.Storage;

namespace Polpo.Core.Tasks.Results;

/// <summary>What a task that passed leaves: stored in the transaction that says that it did, never before.</summary>
/// <param name="Receipt">By its hash.</param>
internal sealed record TaskResult(string Branch, string Head, string Receipt)
{
    public void Store(Work work, AgentTask task)
    {
        (task.Branch, task.Head, task.ReceiptBlob) = (Branch, Head, Receipt);
        work.Append(task.Id, "system", new TaskBranch(Branch, Head));
        work.Append(task.Id, "system", new TaskReceipt(Receipt));
    }
}

/// <param name="Decision">Passed, or what stands in the way: then there is neither branch nor receipt.</param>
internal sealed record PreparedResult(TaskDecision Decision, TaskResult? Result);
