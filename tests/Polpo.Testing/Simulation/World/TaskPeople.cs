using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Polpo.Core.Identity;
using Polpo.Core.Tasks;
using Polpo.Core.Workspaces;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage;
using TaskStatus = Polpo.Core.Tasks.TaskStatus;

namespace Polpo.Testing.Simulation.World;

/// <summary>What people do with tasks: they ask for them, approve, reject, retry, kill, merge and delete.</summary>
internal sealed class TaskPeople(Chance chance, Id<Workspace> workspace, Caller caller)
{
    private int _jobs;

    public async Task ActAsync(SimulatedServer server, CancellationToken cancellationToken)
    {
        var tasks = await TasksAsync(server, cancellationToken);
        var commands = server.Get<TaskCommands>();
        var act = chance.Of("people act");
        if (act < 0.25 && Some(tasks, TaskStatus.AwaitingApproval) is { } waiting)
            await DecideAsync(commands, waiting, cancellationToken);
        else if (act < 0.32 && Some(tasks, TaskStatus.Failed) is { } failed)
            await commands.RetryAsync(failed, caller, cancellationToken);
        else if (act < 0.37 && Some(tasks, TaskStatus.InProgress) is { } running)
            await commands.KillAsync(running, caller, cancellationToken);
        else if (act < 0.42 && Some(tasks, TaskStatus.Done) is { } done)
            await commands.MergeAsync(done, caller, cancellationToken);
        else if (act < 0.44 && Some(tasks, TaskStatus.Draft) is { } draft)
            await commands.QueueAsync(draft, caller, cancellationToken);
        else if (act < 0.46 && Some(tasks, TaskStatus.Done) is { } judged)
            await commands.ReassessAsync(judged, caller, cancellationToken);
        else if (act < 0.48 && Some(tasks, TaskStatus.Failed) is { } unwanted)
            await commands.DeleteAsync(unwanted, caller, cancellationToken);
        else
            await commands.CreateAsync(Job(tasks), caller, cancellationToken);
    }

    /// <summary>Approves whatever waits: what was rejected would come again and again.</summary>
    /// <returns>Whether anything waited.</returns>
    public async Task<bool> DecideAllAsync(SimulatedServer server, CancellationToken cancellationToken)
    {
        var tasks = await TasksAsync(server, cancellationToken);
        var waiting = tasks.Where(task => task.Status == TaskStatus.AwaitingApproval).ToList();
        foreach (var task in waiting)
            await server.Get<TaskCommands>().ApproveAsync(task.Id, caller, cancellationToken);
        return waiting.Count > 0;
    }

    private static Task<List<AgentTask>> TasksAsync(SimulatedServer server, CancellationToken cancellationToken) =>
        server
            .Get<IDatabase>()
            .ReadAsync(
                db => db.Set<AgentTask>().OrderBy(row => row.Id).ToListAsync(cancellationToken),
                cancellationToken
            );

    private async Task DecideAsync(TaskCommands commands, Id<AgentTask> task, CancellationToken cancellationToken)
    {
        if (chance.Is(0.6, "approve"))
            await commands.ApproveAsync(task, caller, cancellationToken);
        else
            await commands.RejectAsync(task, "Make it better.", caller, cancellationToken);
    }

    private Id<AgentTask>? Some(IReadOnlyList<AgentTask> tasks, TaskStatus status)
    {
        var of = tasks.Where(task => task.Status == status).ToList();
        return of.Count == 0 ? null : chance.Pick(of, $"some {status}").Id;
    }

    private TaskSpec Job(IReadOnlyList<AgentTask> tasks)
    {
        var title = $"job {++_jobs}";
        var retries = chance.Below(3, "retries");
        return new TaskSpec
        {
            Workspace = workspace,
            Title = title,
            AssignTo = "dev",
            MaxRetries = retries,
            RetryPolicy = chance.Is(0.4, "policy")
                ? new RetryPolicy(chance.Below(retries + 1, "escalate"), "lead", "openai/large")
                : null,
            Expectations = chance.Is(0.8, "checked")
                ? [new JsonObject { ["type"] = "test", ["command"] = "npm test" }]
                : [],
            SideEffects = chance.Is(0.2, "side effects"),
            Merge = chance.Is(0.2, "merge"),
            Draft = chance.Is(0.1, "draft"),
            Priority = chance.Below(5, "priority"),
            MaxDuration = chance.Is(0.2, "short") ? TimeSpan.FromSeconds(20) : null,
            DependsOn = chance.Is(0.2, "depends") && tasks.Count > 0 ? [chance.Pick(tasks, "depends on").Id.Text] : [],
        };
    }
}
