using Microsoft.EntityFrameworkCore;
using Polpo.Core.Gateway;
using Polpo.Core.Models;
using Polpo.Core.Tasks.Attempts;
using Polpo.Core.Workspaces;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage;
using Polpo.Engine.Subjects;

namespace Polpo.Core.Tasks.Deadlocks;

/// <summary>Has a model decide what becomes of a task whose dependency failed: do without it, try it again, or give up.</summary>
internal sealed class DeadlockResolution(
    IDatabase database,
    IGateway gateway,
    TaskModels models,
    TaskRosters rosters,
    TaskOptions options,
    TimeProvider time
)
{
    private static readonly TimeSpan AskAgain = TimeSpan.FromMinutes(1);

    public async Task<Next?> ResolveAsync(Owned owner, AgentTask seen, CancellationToken cancellationToken)
    {
        var blocker = Id<AgentTask>.Parse(seen.DeadlockedBy);
        var (failed, repository) = await database.ReadAsync(
            async db =>
                (
                    await db.Set<AgentTask>().SingleOrDefaultAsync(row => row.Id == blocker, cancellationToken),
                    await db.Set<Workspace>()
                        .Where(row => row.Id == seen.Workspace)
                        .Select(row => row.RepositoryPath)
                        .SingleAsync(cancellationToken)
                ),
            cancellationToken
        );
        if (failed is not { Status: TaskStatus.Failed })
            return await FollowAsync(owner, seen, null, false, cancellationToken);
        var most = await MostAsync(seen, cancellationToken);
        if (most == 0)
            return Next.Anywhere;
        if (seen.ResolutionAttempts >= most)
            return await FollowAsync(owner, seen, null, true, cancellationToken);
        Reply reply;
        try
        {
            var model = await ModelAsync(seen, repository, cancellationToken);
            reply = await gateway.AskAsync(DeadlockForm.Ask(seen, failed, model), null, cancellationToken);
        }
        catch (RefusedException refused)
        {
            await database.WriteAsync(
                owner,
                async work =>
                    (await work.TaskAsync(seen.Id, cancellationToken)).Reason =
                        $"Waits for \"{failed.Title}\", which failed, and no model says what to do: {refused.Message}",
                cancellationToken
            );
            return Next.At(time.GetUtcNow() + AskAgain);
        }
        return await FollowAsync(owner, seen, DeadlockForm.Read(reply), true, cancellationToken);
    }

    /// <summary>How often a model is asked for one task; 0: never, a person decides.</summary>
    private async Task<int> MostAsync(AgentTask task, CancellationToken cancellationToken) =>
        (await rosters.OfAsync(task, cancellationToken)).Settings.MaxResolutionAttempts
        ?? options.MaxResolutionAttempts;

    private async Task<ModelRef> ModelAsync(AgentTask task, string repository, CancellationToken cancellationToken)
    {
        var roster = await rosters.OfAsync(task, cancellationToken);
        var agent = roster.Find(task.AssignTo) ?? roster.Agents[0];
        return await models.ForAsync(task, agent, roster, repository, cancellationToken);
    }

    /// <param name="asked">False: the deadlock is gone already.</param>
    private async Task<Next?> FollowAsync(
        Owned owner,
        AgentTask seen,
        Resolution? resolution,
        bool asked,
        CancellationToken cancellationToken
    )
    {
        var most = await MostAsync(seen, cancellationToken);
        await database.WriteAsync(
            owner,
            async work =>
            {
                var task = await work.TaskAsync(seen.Id, cancellationToken);
                if (task.Status != TaskStatus.Pending || task.DeadlockedBy is not { } blocker)
                    return;
                var id = Id<AgentTask>.Parse(blocker);
                var failed = await work
                    .Db.Set<AgentTask>()
                    .SingleOrDefaultAsync(row => row.Id == id, cancellationToken);
                if (!asked || failed is not { Status: TaskStatus.Failed })
                    task.DeadlockedBy = null;
                else
                    await DeadlockOutcome.ApplyAsync(work, task, failed, resolution, most, cancellationToken);
                task.UpdatedAt = work.Now;
                task.Version++;
            },
            cancellationToken
        );
        return null;
    }
}
