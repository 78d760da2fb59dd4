using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Polpo.Core.Agents;
using Polpo.Core.Assessment;
using Polpo.Core.Git;
using Polpo.Core.Sessions;
using Polpo.Core.Tasks.Attempts;
using Polpo.Core.Tools;
using Polpo.Core.Workspaces;
using Polpo.Engine.Blobs;
using Polpo.Engine.Journal;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage;
using Polpo.Engine.Subjects;

namespace Polpo.Core.Tasks.Reviews;

/// <summary>Has a task's result assessed, and stores what came of it.</summary>
internal sealed class TaskAssessor(
    IBlobs blobs,
    Assessor assessor,
    TaskRosters rosters,
    TaskModels models,
    TaskOrigin origins
)
{
    /// <param name="evidenceOnly">Only what the platform can run: reviewers wait for a person's approval.</param>
    public async Task<Assessed> AssessAsync(
        Owned owner,
        AgentTask task,
        Session session,
        bool evidenceOnly,
        CancellationToken cancellationToken
    )
    {
        var workspace = await rosters.WorkspaceAsync(task, cancellationToken);
        var expectations = ExpectationReader
            .Read(task.Spec.Expectations, task.Spec.Metrics)
            .Where(expectation => !evidenceOnly || expectation is not ReviewExpectation)
            .ToList();
        var settings = rosters.Of(workspace).Settings;
        var request = new AssessmentRequest(KeyOf(task), Trigger(task), task.Workspace)
        {
            Driver = TaskWork.WakeOf(task),
            Requester = task.Requester,
            RequesterName = task.RequesterName,
            Title = task.Title,
            Description = task.Description ?? "",
            Base = new CommitId(task.Base!),
            Head = session.HeadCommit,
            Environment = settings.Environment with
            {
                Own = await origins.OwnAsync(workspace, task, cancellationToken),
            },
            Limits = settings.Limits,
            Answer = task.Answer,
            Expectations = expectations,
            ExpectedOutcomes = ExpectedOutcome.Read(task.Spec.ExpectedOutcomes),
            Outcomes = await OutcomesAsync(task.OutcomesBlob, cancellationToken),
            CheckLimit = CheckLimit(task),
            JudgeModel = models.ForJudges(workspace.RepositoryPath, session.Model),
        };
        var result = await assessor.AssessAsync(owner, request, cancellationToken);
        return new Assessed(
            result,
            await blobs.WriteTextAsync(JsonSerializer.Serialize(result, FactJson.Options), cancellationToken)
        );
    }

    public async Task<AssessmentResult?> ReadAsync(string? blob, CancellationToken cancellationToken) =>
        blob is null
            ? null
            : JsonSerializer.Deserialize<AssessmentResult>(
                await blobs.ReadTextAsync(blob, cancellationToken),
                FactJson.Options
            );

    public async Task<IReadOnlyList<Outcome>> OutcomesAsync(string? blob, CancellationToken cancellationToken) =>
        blob is null
            ? []
            : JsonSerializer.Deserialize<Outcome[]>(
                await blobs.ReadTextAsync(blob, cancellationToken),
                FactJson.Options
            )!;

    /// <summary>Ends the commands of the assessment that runs, if one does.</summary>
    public Task StopAsync(AgentTask task, CancellationToken cancellationToken) =>
        assessor.StopAsync(
            KeyOf(task),
            task.Spec.Expectations.Count + (task.Spec.Metrics is JsonArray metrics ? metrics.Count : 0),
            cancellationToken
        );

    private static string KeyOf(AgentTask task) => $"{task.Id}-{task.Assessments}";

    /// <summary>A check may take as long as the task, ten minutes at most.</summary>
    private static TimeSpan CheckLimit(AgentTask task) =>
        TimeSpan.FromMilliseconds(Math.Min(task.MaxDurationMs, TimeSpan.FromMinutes(10).TotalMilliseconds));

    private static string Trigger(AgentTask task) =>
        task switch
        {
            { FixAttempts: > 0 } => "fix",
            { Retries: > 0 } or { Escalated: true } => "retry",
            { QuestionRounds: > 0 } => "clarification",
            _ => "initial",
        };
}

internal sealed record Assessed(AssessmentResult Result, string Blob);
