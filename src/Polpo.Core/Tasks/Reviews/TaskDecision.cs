using Polpo.Core.Assessment;

namespace Polpo.Core.Tasks.Reviews;

/// <summary>What follows an assessed attempt.</summary>
public abstract record TaskDecision
{
    public sealed record Pass : TaskDecision;

    /// <summary>The reviewers could not be heard: assess once more, at no attempt's cost.</summary>
    public sealed record AssessAgain : TaskDecision;

    /// <summary>Correct what failed, in the same session; no retry is spent.</summary>
    public sealed record Fix : TaskDecision;

    /// <summary>A new attempt; escalated to another agent or model when one is named.</summary>
    public sealed record Retry(string? Agent, string? Model) : TaskDecision
    {
        public bool Escalates => Agent is not null || Model is not null;
    }

    /// <param name="Exhausted">All that the task itself allows was tried: an escalation may go on.</param>
    public sealed record Fail(string Reason, bool Exhausted = false) : TaskDecision;

    /// <summary>Accepted, but in conflict with another result of the same work: one more attempt, upon both.</summary>
    /// <param name="Head">The commit that holds both texts.</param>
    public sealed record Reconcile(string Head, string Prompt) : TaskDecision;

    /// <param name="reportsTo">The manager of the agent that has the task: the fallback of a policy that names none.</param>
    public static TaskDecision For(AgentTask task, AssessmentResult assessment, TaskOptions options, string? reportsTo)
    {
        var clean = task.ExitCode == 0;
        if (clean && assessment.Passed)
            return new Pass();
        var why = Why(task, assessment);
        if (task.Spec.SideEffects)
            return new Fail(
                $"{why} It has side effects, so it is not tried again by itself: retry it when you are sure."
            );
        if (assessment.ReviewersFailed && task.AssessmentRetries < 1)
            return new AssessAgain();
        if (clean && OnlyUnheard(assessment))
            return new Fail(
                $"{why} Nothing is known against the work, so the agent is not asked to change it. Assess it again when the judge's model answers: polpo task reassess {task.Id}"
            );
        if (clean && task.FixAttempts < options.MaxFixAttempts)
            return new Fix();
        return Next(task, reportsTo) ?? (TaskDecision)new Fail($"{why}{Spent(task.MaxRetries)}", Exhausted: true);
    }

    /// <summary>All that was looked at is well; only the reviewers gave no verdict.</summary>
    private static bool OnlyUnheard(AssessmentResult assessment) =>
        assessment.ReviewersFailed && assessment.Checks.All(check => check.Passed || check.Unheard);

    private static string Spent(int retries) =>
        retries switch
        {
            0 => "",
            1 => " Its one retry is spent.",
            _ => $" All of its {retries} retries are spent.",
        };

    private static Retry? Next(AgentTask task, string? reportsTo)
    {
        // From then on each level of the escalation policy gives one attempt.
        if (task.EscalationLevel > 0)
            return null;
        var policy = task.Spec.RetryPolicy;
        var escalation = task.Escalated
            ? new Retry(null, null)
            : new Retry(policy?.FallbackAgent ?? reportsTo, policy?.EscalateModel);
        if (task.Retries < task.MaxRetries)
            return policy?.EscalateAfter is { } after && task.Retries >= after ? escalation : new Retry(null, null);
        return escalation.Escalates ? escalation : null;
    }

    public static string Why(AgentTask task, AssessmentResult assessment)
    {
        if (task.ExitCode != 0)
            return task.TurnReason ?? "The agent stopped without a result.";
        var failed = assessment
            .Checks.Where(check => !check.Passed)
            .Select(check => $"{check.Type} \"{check.Label}\": {check.Message}")
            .ToList();
        return failed.Count == 0 ? "The result was not accepted." : $"Not accepted. {string.Join(" ", failed.Take(3))}";
    }
}
