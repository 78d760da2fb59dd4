using System.Text.Json;
using System.Text.Json.Nodes;
using Polpo.Core.Identity;
using Polpo.Core.Missions.Documents;
using Polpo.Core.Tasks;
using Polpo.Core.Workspaces;
using Polpo.Engine.Storage;

namespace Polpo.Core.Missions.Runs;

/// <summary>Makes a mission's tasks into tasks of the workspace.</summary>
internal sealed class MissionParts(TaskCreation creation)
{
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true };

    /// <param name="ids">The ids of the run's tasks by title; those that are made join them.</param>
    /// <param name="threshold">The pass mark of reviews that name none.</param>
    public async Task CreateAsync(
        Work work,
        MissionRun run,
        Workspace workspace,
        MissionDocument document,
        IReadOnlyList<MissionTask> tasks,
        Dictionary<string, string> ids,
        decimal? threshold,
        CancellationToken cancellationToken
    )
    {
        var caller = new Caller(run.Requester, run.RequesterName);
        var about = document.Data is { Count: > 0 } data ? $"```json\n{data.ToJsonString(Readable)}\n```" : null;
        var part = new TaskPart(run.Group, run.Line, run.Base!, run.Branch, about); // begun
        foreach (var task in tasks)
        {
            var made = await creation.AddPartAsync(
                work,
                workspace,
                Spec(run, task, threshold),
                part,
                [.. task.DependsOn.Select(title => ids[title])],
                caller,
                cancellationToken
            );
            ids[task.Title] = made.Id;
        }
    }

    private static TaskSpec Spec(MissionRun run, MissionTask task, decimal? threshold) =>
        new()
        {
            Workspace = run.Workspace,
            Title = task.Title,
            Description = task.Description,
            AssignTo = task.AssignTo,
            Priority = task.Priority,
            Deadline = task.Deadline,
            Expectations = [.. task.Expectations.Select(one => Marked(one, threshold))],
            ExpectedOutcomes = task.ExpectedOutcomes,
            Metrics = task.Metrics,
            MaxRetries = task.MaxRetries,
            MaxDuration = task.MaxDuration,
            RetryPolicy = task.RetryPolicy,
            SideEffects = task.SideEffects,
            Model = task.Model,
            Draft = true,
            Driver = new TaskDriver(MissionWork.Kind, run.Id),
        };

    private static JsonObject Marked(JsonObject expectation, decimal? threshold)
    {
        if (
            threshold is null
            || expectation["threshold"] is not null
            || expectation["type"]?.ToString() != "llm_review"
        )
            return expectation;
        var marked = expectation.DeepClone().AsObject();
        marked["threshold"] = threshold;
        return marked;
    }
}
