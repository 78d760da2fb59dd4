using Microsoft.EntityFrameworkCore;
using Polpo.Core.Assessment;
using Polpo.Core.Identity;
using Polpo.Core.Receipts;
using Polpo.Core.Tasks.Reviews;
using Polpo.Core.Tools;
using Polpo.Core.Workspaces;
using Polpo.Engine.Blobs;
using Polpo.Engine.Journal;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage;

namespace Polpo.Core.Tasks;

/// <summary>What one may see of tasks. What the caller may not see does not exist.</summary>
public sealed class TaskQueries
{
    private readonly IDatabase _database;
    private readonly WorkspaceQueries _workspaces;
    private readonly IJournal _journal;
    private readonly IBlobs _blobs;
    private readonly TaskAssessor _assessor;

    internal TaskQueries(
        IDatabase database,
        WorkspaceQueries workspaces,
        IJournal journal,
        IBlobs blobs,
        TaskAssessor assessor
    ) => (_database, _workspaces, _journal, _blobs, _assessor) = (database, workspaces, journal, blobs, assessor);

    /// <summary>Newest first, older than <paramref name="after"/> when given.</summary>
    public async Task<IReadOnlyList<AgentTask>> ListAsync(
        Id<Workspace> workspace,
        TaskStatus? status,
        Id<AgentTask>? after,
        int take,
        Caller caller,
        CancellationToken cancellationToken
    )
    {
        await _workspaces.GetAsync(workspace, caller, cancellationToken);
        return await _database.ReadAsync(
            db =>
            {
                var rows = db.Set<AgentTask>().Where(row => row.Workspace == workspace);
                if (status is { } only)
                    rows = rows.Where(row => row.Status == only);
                return rows.PageAsync(after, take, cancellationToken);
            },
            cancellationToken
        );
    }

    public async Task<AgentTask> GetAsync(Id<AgentTask> id, Caller caller, CancellationToken cancellationToken)
    {
        var task = await _database.ReadAsync(
            db => db.Set<AgentTask>().SingleOrDefaultAsync(row => row.Id == id, cancellationToken),
            cancellationToken
        );
        return task is not null && await _workspaces.CanSeeAsync(task.Workspace, caller, cancellationToken)
            ? task
            : throw new RefusedException(
                Refusal.NotFound,
                $"There is no task {id}. `polpo task list` shows those that there are."
            );
    }

    /// <summary>The latest assessment and the registered outcomes.</summary>
    public async Task<(AssessmentResult? Assessment, IReadOnlyList<Outcome> Outcomes)> ResultAsync(
        AgentTask task,
        CancellationToken cancellationToken
    ) =>
        (
            await _assessor.ReadAsync(task.AssessmentBlob, cancellationToken),
            await _assessor.OutcomesAsync(task.OutcomesBlob, cancellationToken)
        );

    /// <summary>All assessments, the oldest first.</summary>
    public async Task<IReadOnlyList<AssessmentResult>> AssessmentsAsync(
        Id<AgentTask> id,
        Caller caller,
        CancellationToken cancellationToken
    )
    {
        var task = await GetAsync(id, caller, cancellationToken);
        var results = new List<AssessmentResult>();
        for (long after = 0; ; )
        {
            var facts = await _journal.ReadAsync(task.Workspace, after, 500, id, cancellationToken);
            foreach (var fact in facts.Where(fact => fact.Type == TaskAssessed.Type))
                results.Add((await _assessor.ReadAsync(fact.Read<TaskAssessed>().Blob, cancellationToken))!);
            if (facts.Count < 500)
                return results;
            after = facts[^1].Seq;
        }
    }

    /// <summary>The task's facts above number <paramref name="after"/>, in order.</summary>
    public async Task<IReadOnlyList<Fact>> EventsAsync(
        Id<AgentTask> id,
        long after,
        int take,
        Caller caller,
        CancellationToken cancellationToken
    )
    {
        var task = await GetAsync(id, caller, cancellationToken);
        return await _journal.ReadAsync(task.Workspace, after, take, id, cancellationToken);
    }

    public async Task<Receipt> ReceiptAsync(Id<AgentTask> id, Caller caller, CancellationToken cancellationToken)
    {
        var task = await GetAsync(id, caller, cancellationToken);
        if (task.ReceiptBlob is null || task.Status != TaskStatus.Done)
            throw new RefusedException(
                Refusal.NotFound,
                $"Task {id} is {task.Status.Word()}; a receipt is made when it is done."
            );
        return ReceiptJson.Read(await _blobs.ReadTextAsync(task.ReceiptBlob, cancellationToken));
    }
}
