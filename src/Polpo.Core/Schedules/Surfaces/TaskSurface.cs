using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Polpo.Core.Identity;
using Polpo.Core.Tasks;
using Polpo.Core.Workspaces;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage;
using TaskStatus = Polpo.Core.Tasks.TaskStatus;

namespace Polpo.Core.Schedules.Surfaces;

/// <summary><c>{ kind: "task", task: { title, … } }</c>: each run is a task of its own, under the title and the minute.</summary>
internal sealed class TaskSurface(TaskCreation tasks) : IScheduleSurface
{
    public string Kind => "task";

    public Task CheckAsync(
        JsonObject invocation,
        Workspace workspace,
        Caller caller,
        CancellationToken cancellationToken
    )
    {
        tasks.Check(TaskOrder.Read(invocation, "invocation", caller).Spec(workspace.Id, null), workspace);
        return Task.CompletedTask;
    }

    public Task<string> StartAsync(Work work, ScheduledStart start, CancellationToken cancellationToken) =>
        StartAsync(
            work,
            start,
            TaskOrder.Read(start.Invocation, "invocation").Spec(start.Workspace.Id, start.Run.Label),
            cancellationToken
        );

    /// <summary>Starts the run as a task of this kind, which wakes the schedule at its end.</summary>
    public async Task<string> StartAsync(
        Work work,
        ScheduledStart start,
        TaskSpec spec,
        CancellationToken cancellationToken
    )
    {
        var driven = spec with { Driver = new TaskDriver(ScheduleWork.Kind, start.Schedule.Id) };
        return (await tasks.CreateAsync(work, start.Workspace, driven, start.Caller, cancellationToken)).Id;
    }

    /// <summary>Each run is a task of its own, so none stands differently.</summary>
    public Task FollowAsync(Work work, Schedule schedule, string actor, CancellationToken cancellationToken) =>
        Task.CompletedTask;

    public async Task<RunEnd?> EndAsync(PolpoDb db, string reference, CancellationToken cancellationToken)
    {
        var id = Id<AgentTask>.Parse(reference);
        var task = await db.Set<AgentTask>().SingleOrDefaultAsync(row => row.Id == id, cancellationToken);
        return task?.Status switch
        {
            null => new RunEnd(false, $"The task {reference} was deleted."),
            TaskStatus.Done => new RunEnd(true, task.Branch),
            TaskStatus.Failed => new RunEnd(false, task.Reason),
            _ => null,
        };
    }
}
