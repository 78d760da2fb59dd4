using Microsoft.EntityFrameworkCore;
using Polpo.Core.Agents;
using Polpo.Core.Approvals.Gates;
using Polpo.Core.Git;
using Polpo.Core.Sandboxes;
using Polpo.Core.Sessions;
using Polpo.Core.Tasks.Deadlocks;
using Polpo.Core.Tasks.Holding;
using Polpo.Core.Tools;
using Polpo.Core.Workspaces;
using Polpo.Engine.Blobs;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage;
using Polpo.Engine.Subjects;

namespace Polpo.Core.Tasks.Attempts;

/// <summary>From pending to in progress: dependencies, a slot, the model, the commit to start from, and the agent's prompt.</summary>
internal sealed class TaskStart(
    IDatabase database,
    IBlobs blobs,
    TaskOrigin origins,
    TaskRosters rosters,
    ToolRegistry tools,
    TaskModels models,
    TaskGates gates,
    TimeProvider time
)
{
    private static readonly HookPoint[] Before = [HookPoint.TaskCreate];
    private static readonly HookPoint[] AtSpawn =
    [
        HookPoint.OrchestratorTick,
        HookPoint.TaskSpawn,
        HookPoint.TaskTransition,
    ];
    private static readonly TimeSpan BlockedFor = TimeSpan.FromMinutes(1);

    /// <returns>Null when the task has moved on; otherwise when to look again.</returns>
    public async Task<Next?> AssignAsync(Owned owner, AgentTask seen, CancellationToken cancellationToken)
    {
        var roster = await rosters.OfAsync(seen, cancellationToken);
        return await database.WriteAsync(
            owner,
            async work =>
            {
                var task = await work.TaskAsync(seen.Id, cancellationToken);
                if (task.Status != TaskStatus.Pending)
                    return (Next?)null;
                if (await StopAsync(work, task, roster, Before, cancellationToken) is { } asked)
                    return asked;
                var ready = await Readiness.LookAsync(work, task, roster, cancellationToken);
                if (ready is not Readiness.Ready)
                    return await WaitAsync(work, task, ready, cancellationToken);
                if (await StopAsync(work, task, roster, AtSpawn, cancellationToken) is { } stopped)
                    return stopped;
                await work.MoveTaskAsync(task, TaskMove.Assign, "system", null, cancellationToken);
                return null;
            },
            cancellationToken
        );
    }

    private static async Task<Next?> WaitAsync(
        Work work,
        AgentTask task,
        Readiness readiness,
        CancellationToken cancellationToken
    )
    {
        switch (readiness)
        {
            case Readiness.Waits waits:
                task.Reason = waits.Reason;
                break;
            case Readiness.Gone gone:
                var reason = $"It depends on {gone.Dependency}, which is no longer there.";
                await work.MoveTaskAsync(task, TaskMove.Fail, "system", reason, cancellationToken);
                return null;
            case Readiness.Blocked { Dependency: var failed, Quiet: var quiet }:
                task.Reason = $"Waits for \"{failed.Title}\", which failed. Retry that task, or delete this one.";
                if (!quiet)
                    break;
                task.DeadlockedBy = failed.Id.Text;
                work.Append(task.Id, "system", new DeadlockDetected(failed.Id));
                return null;
        }
        return Next.Anywhere;
    }

    /// <returns>Null: the gates are open.</returns>
    private async Task<Next?> StopAsync(
        Work work,
        AgentTask task,
        Roster roster,
        IEnumerable<HookPoint> points,
        CancellationToken cancellationToken
    )
    {
        var step = new TaskStep(TaskStatus.Assigned);
        if (await gates.StopAsync(work, task, roster.Settings, points, step, cancellationToken) is not { } stopped)
            return null;
        if (stopped.Blocked is not { } reason)
            return Next.Anywhere;
        task.Reason = reason;
        // What a condition looks at may change without a word to the task.
        return Next.At(work.Now + BlockedFor);
    }

    public async Task<Next?> StartAsync(Owned owner, AgentTask task, CancellationToken cancellationToken)
    {
        try
        {
            var plan = await PlanAsync(task, cancellationToken);
            return await database.WriteAsync(
                owner,
                work => BeginAsync(work, task.Id, plan, cancellationToken),
                cancellationToken
            );
        }
        // A conflict is somebody else's change meanwhile: the driver looks again.
        catch (RefusedException refused) when (refused.Refusal != Refusal.Conflict)
        {
            await database.WriteAsync(
                owner,
                async work =>
                    await work.MoveTaskAsync(
                        await work.TaskAsync(task.Id, cancellationToken),
                        TaskMove.Fail,
                        "system",
                        refused.Message,
                        cancellationToken
                    ),
                cancellationToken
            );
        }
        return null;
    }

    /// <summary>Everything that is not a row: read before the transaction, harmless to do again.</summary>
    private async Task<StartPlan> PlanAsync(AgentTask task, CancellationToken cancellationToken)
    {
        var workspace = await rosters.WorkspaceAsync(task, cancellationToken);
        var roster = rosters.Of(workspace);
        var agent =
            roster.Find(task.AssignTo)
            ?? throw new RefusedException(
                Refusal.NotFound,
                $"There is no agent \"{task.AssignTo}\". The agents are: {string.Join(", ", roster.Agents.Select(other => other.Name))}."
            );
        var model = await models.ForAsync(task, agent, roster, workspace.RepositoryPath, cancellationToken);
        var granted = tools.Granted(agent.AllowedTools);
        var (start, conflicts) = task.Base is null
            ? await origins.FindAsync(workspace, task, cancellationToken)
            : new Combined(new CommitId(task.Base), []);
        var system = await blobs.WriteTextAsync(
            AgentPrompt.For(agent, roster, granted, Inside.Worktree),
            cancellationToken
        );
        var prompt = TaskPrompts.For(task, conflicts);
        var promptBlob =
            prompt.Length > SessionStore.PromptLimit ? await blobs.WriteTextAsync(prompt, cancellationToken) : null;
        var spec = new SessionSpec
        {
            Workspace = workspace.Id,
            Title = task.Title,
            Agent = agent.Name,
            Model = model,
            Reasoning = agent.Reasoning ?? roster.Settings.Reasoning ?? Models.Reasoning.Off,
            MaxTurns = agent.MaxTurns,
            Tools = agent.AllowedTools,
            AllowedPaths = agent.AllowedPaths ?? [],
            Network = roster.NetworkOf(agent),
            PromptBlob = system,
            Requester = task.Requester,
            RequesterName = task.RequesterName,
            Driver = TaskWork.WakeOf(task),
            Base = start.Hash,
            Head = task.Head ?? start.Hash,
            Environment = roster.Settings.Environment with
            {
                Own = await origins.OwnAsync(workspace, task, cancellationToken),
            },
            Limits = roster.Settings.Limits,
        };
        return new StartPlan(spec, prompt, promptBlob);
    }

    /// <returns>When the attempt's time is up: until then only the session's end has anything for it.</returns>
    private async Task<Next?> BeginAsync(
        Work work,
        Id<AgentTask> id,
        StartPlan plan,
        CancellationToken cancellationToken
    )
    {
        var task = await work.TaskAsync(id, cancellationToken);
        if (task.Status != TaskStatus.Assigned)
            return null;
        task.Base ??= plan.Session.Base;
        task.Head ??= plan.Session.Head;
        var session = task.Session is { } existing
            ? await work.Db.Set<Session>().SingleAsync(row => row.Id == existing, cancellationToken)
            : Open(work, task, plan);
        task.TurnKey = $"{task.Attempts}.{task.Assessments}.{task.QuestionRounds}";
        task.NextPrompt = null;
        task.AttemptStartedAt = work.Now;
        var phase = task.Phase.ToString().ToLowerInvariant();
        var turn = await work.RequestTurnAsync(
            session,
            new Prompt(task.TurnKey, plan.Prompt, phase),
            plan.PromptBlob,
            time,
            cancellationToken
        );
        await work.MoveTaskAsync(task, TaskMove.Start, "system", null, cancellationToken);
        return turn.Status == TurnStatus.Requested ? Next.At(AttemptLimit.Of(task).At) : null;
    }

    private Session Open(Work work, AgentTask task, StartPlan plan)
    {
        task.Attempts++;
        var session = work.OpenSession(Id<Session>.New(time), plan.Session);
        task.Session = session.Id;
        work.Append(task.Id, "system", new TaskSession(session.Id, task.Attempts, session.Agent, session.Model));
        return session;
    }

    private sealed record StartPlan(SessionSpec Session, string Prompt, string? PromptBlob);
}
