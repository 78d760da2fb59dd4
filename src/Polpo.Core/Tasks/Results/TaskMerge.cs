using Microsoft.EntityFrameworkCore;
using Polpo.Core.Access;
using Polpo.Core.Git;
using Polpo.Core.Workspaces;
using Polpo.Core.Workspaces.Membership;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage;
using Polpo.Engine.Subjects;

namespace Polpo.Core.Tasks.Results;

/// <summary>Brings a done task's commit into the user's branch.</summary>
internal sealed class TaskMerge(IDatabase database, IGit git, Mandates mandates)
{
    public async Task<Delivered> DeliverAsync(AgentTask task, CancellationToken cancellationToken)
    {
        if (task.Status != TaskStatus.Done || task.Branch is null)
            throw new RefusedException(
                Refusal.Conflict,
                $"Task {task.Id} is {task.Status.Word()}; only a done task can be merged."
            );
        var workspace = await database.ReadAsync(
            db => db.Set<Workspace>().SingleAsync(row => row.Id == task.Workspace, cancellationToken),
            cancellationToken
        );
        var info = new CommitInfo(task.AssignTo, task.RequesterName, $"Merge {task.Branch}: {task.Title}");
        return await git.MergeAsync(
            workspace.Id,
            workspace.RepositoryPath,
            null,
            new CommitId(task.Head!),
            info,
            cancellationToken
        );
    }

    /// <summary>Whoever asked for the merge may have lost the right meanwhile, or the task may be another's by now.</summary>
    private async Task RefuseWithoutRightsAsync(AgentTask task, CancellationToken cancellationToken)
    {
        var mandate = await mandates.OfAsync(
            task.Workspace,
            task.Asker,
            PermissionKeys.SessionsMerge,
            [],
            cancellationToken
        );
        if (mandate.Lost is { } lost)
            throw new RefusedException(Refusal.Forbidden, lost);
    }

    public async Task AfterDoneAsync(Owned owner, AgentTask task, CancellationToken cancellationToken)
    {
        try
        {
            await RefuseWithoutRightsAsync(task, cancellationToken);
            await RefuseSettingsAsync(task, cancellationToken);
            var delivered = await DeliverAsync(task, cancellationToken);
            await database.WriteAsync(
                owner,
                work => RecordAsync(work, task.Id, "system", delivered, cancellationToken),
                cancellationToken
            );
        }
        catch (RefusedException refused)
        {
            await database.WriteAsync(
                owner,
                async work =>
                {
                    (await work.TaskAsync(task.Id, cancellationToken)).Reason =
                        $"Done, but not merged: {refused.Message}";
                    work.Append(task.Id, "system", new TaskMergeRefused(refused.Message));
                },
                cancellationToken
            );
        }
    }

    /// <summary>These files say what agents may do and which servers get the models' keys: no agent changes them without a person's look.</summary>
    private async Task RefuseSettingsAsync(AgentTask task, CancellationToken cancellationToken)
    {
        var changed = await git.ChangedPathsAsync(
            task.Workspace,
            new CommitId(task.Base!),
            new CommitId(task.Head!),
            cancellationToken
        );
        var settings = changed
            .Where(path => path == ".polpo" || path.StartsWith(".polpo/", StringComparison.Ordinal))
            .ToList();
        if (settings.Count > 0)
            throw new RefusedException(
                Refusal.Conflict,
                $"It changes {string.Join(", ", settings)}, which decides what agents may do. Read the diff, then merge it yourself: polpo merge {task.Id}"
            );
    }

    public static async Task<AgentTask> RecordAsync(
        Work work,
        Id<AgentTask> id,
        string actor,
        Delivered delivered,
        CancellationToken cancellationToken
    )
    {
        var task = await work.TaskAsync(id, cancellationToken);
        task.Merged = true;
        task.Reason = null;
        task.UpdatedAt = work.Now;
        task.Version++;
        work.Append(id, actor, new TaskMerged(delivered.Branch, delivered.Commit.Hash));
        return task;
    }
}
