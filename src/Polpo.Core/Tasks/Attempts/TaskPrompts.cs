using System.Text;
using Polpo.Core.Assessment;

namespace Polpo.Core.Tasks.Attempts;

/// <summary>What an agent is told to do.</summary>
internal static class TaskPrompts
{
    private const int Shown = 2000;

    /// <param name="conflicts">Files of the checkout in which the results that it builds on contradict each other.</param>
    public static string For(AgentTask task, IReadOnlyList<string> conflicts)
    {
        if (task.Session is not null && task.NextPrompt is not null)
            return task.NextPrompt;
        var text = new StringBuilder().Append("# ").AppendLine(task.Title).AppendLine();
        text.AppendLine(task.Description ?? task.Title).AppendLine();
        if (task.Part?.About is { } about)
            text.AppendLine($"## About {task.Part.Group}").AppendLine(about).AppendLine();
        if (conflicts.Count > 0)
            text.AppendLine("## First")
                .AppendLine(
                    $"The results that this task builds on change the same places. Both texts stand between conflict markers (<<<<<<<, =======, >>>>>>>) in: {string.Join(", ", conflicts.Take(50))}. Resolve them before anything else."
                )
                .AppendLine();
        var expectations = ExpectationReader.Read(task.Spec.Expectations, task.Spec.Metrics);
        var outcomes = ExpectedOutcome.Read(task.Spec.ExpectedOutcomes);
        if (expectations.Count + outcomes.Count > 0)
            text.AppendLine("## Accepted when")
                .AppendJoin('\n', [.. expectations.Select(Line), .. outcomes.Select(Line)])
                .AppendLine()
                .AppendLine();
        text.AppendLine(
            """
            ## How to work
            - Work on your own to the end; nobody answers while you work. Where something is open, choose what a careful colleague would.
            - Your changes are committed for you. A command that does not end is stopped.
            - The platform runs the checks by itself on a fresh checkout of what you changed: only that counts. Do not weaken or delete tests.
            - A deliverable other than changed files counts only if you register it with register_outcome.
            - When you are done, say in a few sentences what you changed and why.
            """
        );
        if (task.NextPrompt is not null)
            text.AppendLine().AppendLine(task.NextPrompt);
        return text.ToString();
    }

    public static string Fix(AgentTask task, AssessmentResult assessment) =>
        $"The result was checked and is not accepted yet (fix {task.FixAttempts}). Your work is on disk: do not start over, correct what is named here and nothing else.\n\n{Failures(assessment)}";

    public static string Retry(AgentTask task, string reason, AssessmentResult? assessment) =>
        $"## Earlier attempt\nAttempt {task.Attempts} did not succeed: {reason} Its changes are on disk; keep what is right.\n\n{(assessment is null ? "" : Failures(assessment))}";

    public static string Feedback(string by, string? feedback) =>
        $"{by} looked at the result and sent it back. Your work is on disk: do not start over.\n\n{(string.IsNullOrWhiteSpace(feedback) ? "No reason was given: check the result against the task once more." : feedback)}";

    public static string Answered(string question, string answer) =>
        $"You asked: {question}\n\nAnswer: {answer}\n\nGo on with the task.";

    private static string Failures(AssessmentResult assessment)
    {
        var text = new StringBuilder("## What failed\n");
        foreach (var check in assessment.Checks.Where(check => !check.Passed))
        {
            text.Append("- ")
                .Append(check.Type)
                .Append(" `")
                .Append(check.Label)
                .Append("`: ")
                .AppendLine(check.Message);
            if (check.Output is { Length: > 0 } output)
                text.AppendLine("```").AppendLine(output.Length <= Shown ? output : output[^Shown..]).AppendLine("```");
        }
        foreach (var score in assessment.Reviews.SelectMany(review => review.Scores).Where(score => score.Score <= 3))
            text.Append("- review, ")
                .Append(score.Dimension)
                .Append(' ')
                .Append(score.Score)
                .Append(" of 5: ")
                .AppendLine(score.Reasoning);
        if (assessment.GlobalScore is { } global)
            text.Append("- review, overall ").Append(global).AppendLine(" of 5");
        return text.ToString();
    }

    private static string Line(Expectation expectation) =>
        expectation switch
        {
            CommandExpectation command => $"- `{command.Command}` ends with exit code {command.ExitCode}",
            MetricExpectation metric => $"- `{metric.Command}` prints a number of at least {metric.Threshold}",
            FileExpectation files => $"- these files exist: {files.Label}",
            _ => $"- reviewers agree: {expectation.Label}",
        };

    private static string Line(ExpectedOutcome outcome) =>
        $"- outcome \"{outcome.Name}\" of type {outcome.Type.ToString().ToLowerInvariant()}{(outcome.Path is null ? "" : $" at {outcome.Path}")} is registered{(outcome.Required ? "" : " (optional)")}";
}
