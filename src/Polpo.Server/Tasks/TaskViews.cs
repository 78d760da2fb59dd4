using System.Text.Json;
using System.Text.Json.Nodes;
using Polpo.Client;
using Polpo.Core.Assessment;
using Polpo.Core.Tasks;
using Polpo.Core.Tools;
using Polpo.Core.Workspaces;
using Polpo.Engine.Kernel;

namespace Polpo.Server.Tasks;

internal static class TaskViews
{
    public static TaskSpec Spec(this CreateTask body, Id<Workspace> workspace) =>
        new()
        {
            Workspace = workspace,
            Title = body.Title,
            Description = body.Description,
            AssignTo = body.AssignTo,
            DependsOn = body.DependsOn ?? [],
            Priority = body.Priority ?? 1,
            Deadline = body.Deadline,
            Expectations = body.Expectations ?? [],
            Metrics = body.Metrics,
            MaxRetries = body.MaxRetries,
            MaxDuration = body.MaxDuration is { } duration ? Duration(duration) : null,
            RetryPolicy = body.RetryPolicy is { } policy
                ? new Core.Tasks.RetryPolicy(policy.EscalateAfter, policy.FallbackAgent, policy.EscalateModel)
                : null,
            ExpectedOutcomes = body.ExpectedOutcomes ?? [],
            SideEffects = body.SideEffects ?? false,
            Draft = body.Draft ?? false,
            Model = body.Model,
            Merge = body.Merge ?? false,
        };

    public static TaskChange Change(this ChangeTask body) =>
        new()
        {
            Priority = body.Priority,
            Deadline = body.Deadline,
            NoDeadline = body.NoDeadline ?? false,
        };

    /// <summary>The row alone, as listings and answers to moves show it.</summary>
    public static TaskView View(this AgentTask task) => task.View(null, []);

    public static TaskView View(this AgentTask task, AssessmentResult? assessment, IReadOnlyList<Outcome> outcomes) =>
        new()
        {
            Id = task.Id,
            Workspace = task.Workspace,
            Title = task.Title,
            Description = task.Description ?? "",
            OriginalDescription = task.Rewritten is null ? null : task.Spec.Description ?? task.Title,
            Status = task.Status.Word(),
            Phase = task.Phase.ToString().ToLowerInvariant(),
            Reason = task.Reason,
            AssignTo = task.AssignTo,
            Model = task.EscalatedModel ?? task.Spec.Model,
            DependsOn = task.DependsOn,
            Priority = task.Priority,
            Deadline = task.Deadline,
            Sla = task.Deadline is null ? null : task.Sla.ToString().ToLowerInvariant(),
            Expectations = task.Spec.Expectations,
            Metrics = task.Spec.Metrics,
            Retries = task.Retries,
            MaxRetries = task.MaxRetries,
            FixAttempts = task.FixAttempts,
            QuestionRounds = task.QuestionRounds,
            RevisionCount = task.Revisions,
            EscalationLevel = task.EscalationLevel,
            ApprovalId = task.Approval?.Text,
            MaxDuration = task.MaxDurationMs,
            RetryPolicy = task.Spec.RetryPolicy is { } policy
                ? new Client.RetryPolicy(policy.EscalateAfter, policy.FallbackAgent, policy.EscalateModel)
                : null,
            Result = Result(task, assessment),
            ExpectedOutcomes = task.Spec.ExpectedOutcomes,
            Outcomes = [.. outcomes.Select(outcome => JsonSerializer.SerializeToNode(outcome, Wire.Json)!.AsObject())],
            SideEffects = task.Spec.SideEffects,
            SessionId = task.Session?.Text,
            Branch = task.Branch,
            Commit = task.Head,
            Merged = task.Merged,
            CostUsd = task.Cost.Dollars,
            Turns = task.Turns,
            CreatedAt = task.CreatedAt,
            UpdatedAt = task.UpdatedAt,
        };

    private static TaskResult? Result(AgentTask task, AssessmentResult? assessment) =>
        task.ExitCode is { } exitCode
            ? new TaskResult(
                exitCode,
                task.Answer ?? "",
                exitCode == 0 ? "" : task.TurnReason ?? task.Reason ?? "",
                task.DurationMs,
                assessment?.View()
            )
            : null;

    private static TimeSpan Duration(long milliseconds) =>
        milliseconds is >= 0 and <= 7L * 24 * 3600 * 1000
            ? TimeSpan.FromMilliseconds(milliseconds)
            : throw new RefusedException(
                Refusal.Invalid,
                $"\"maxDuration\" is {milliseconds} milliseconds; it must lie between 0 and seven days."
            );
}
