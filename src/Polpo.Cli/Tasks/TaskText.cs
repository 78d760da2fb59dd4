using Polpo.Cli.Shell;
using Polpo.Client;

namespace Polpo.Cli.Tasks;

/// <summary>A task as <c>polpo task show</c> prints it.</summary>
internal static class TaskText
{
    public static void Write(TextWriter output, TaskView task, IReadOnlyList<AssessmentView> assessments)
    {
        output.WriteLine(Plain.Text(task.Title));
        Field(output, "Task", task.Id);
        Field(output, "Status", task.Status == "in_progress" ? $"{task.Status} ({task.Phase})" : task.Status);
        Field(output, "Reason", task.Reason);
        Field(output, "Agent", task.Model is null ? task.AssignTo : $"{task.AssignTo} with {task.Model}");
        Field(
            output,
            "Attempts",
            $"{task.Retries} of {task.MaxRetries} retries, {Plain.Count(task.FixAttempts, "fix attempt")}"
        );
        Field(output, "Cost", $"{Plain.Usd(task.CostUsd)}, {Plain.Count(task.Turns, "turn")}");
        Field(output, "Deadline", task.Deadline is { } deadline ? $"{deadline:u} ({task.Sla})" : null);
        Field(output, "Session", task.SessionId);
        Field(output, "Branch", task.Branch is null ? null : $"{task.Branch}{(task.Merged ? " (merged)" : "")}");
        Field(output, "Commit", task.Commit);
        if (task.Description != task.Title)
            output.WriteLine($"\n{Plain.Text(task.Description)}");
        foreach (var assessment in assessments)
            Write(output, assessment);
    }

    private static void Write(TextWriter output, AssessmentView assessment)
    {
        var score = assessment.GlobalScore is { } global ? FormattableString.Invariant($", score {global:0.0#}") : "";
        var verdict =
            assessment.Checks.Count == 0 ? "· Nothing to check"
            : assessment.Passed ? "✓ Passed"
            : "✗ Failed";
        output.WriteLine($"\n{verdict} ({assessment.Trigger}{score})");
        foreach (var check in assessment.Checks)
        {
            output.WriteLine(
                Plain.Text(
                    $"  {(check.Passed ? "✓" : "✗")} {check.Type} {check.Label}{(check.Passed ? "" : $": {check.Message}")}"
                )
            );
            foreach (var line in CheckOutput.EndOf(check, "      "))
                output.WriteLine(line);
        }
        foreach (var review in assessment.Reviews)
        {
            output.WriteLine($"  {Plain.Text(review.Reviewer)}: {Plain.Line(review.Summary, 160)}");
            foreach (var line in review.Scores)
                output.WriteLine($"    {line.Score} {Plain.Text(line.Dimension)}: {Plain.Line(line.Reasoning, 140)}");
        }
    }

    private static void Field(TextWriter output, string label, string? value)
    {
        if (value is not null)
            output.WriteLine($"  {label, -10}{Plain.Text(value)}");
    }
}
