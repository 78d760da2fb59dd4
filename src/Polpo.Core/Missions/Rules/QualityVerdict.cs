using System.Globalization;
using System.Text.Json.Nodes;
using Polpo.Core.Approvals.Expressions;
using Polpo.Core.Missions.Documents;
using TaskStatus = Polpo.Core.Tasks.TaskStatus;

namespace Polpo.Core.Missions.Rules;

/// <summary>Whether a quality gate opens, and if not, why.</summary>
/// <param name="Score">The average of the tasks before it; null when none was scored.</param>
public sealed record QualityVerdict(decimal? Score, string? Reason)
{
    public static QualityVerdict For(
        MissionDocument document,
        QualityGate gate,
        IReadOnlyDictionary<string, TaskNow> tasks
    )
    {
        var before = gate.AfterTasks.Select(title => tasks[title]).ToList();
        var score = MissionScore.Average(before);
        return new QualityVerdict(score, Failure(gate, before, score) ?? Condition(document, gate, before, score));
    }

    private static string? Failure(QualityGate gate, List<TaskNow> before, decimal? score)
    {
        if (gate.AllPassed && before.Find(task => task.Status != TaskStatus.Done) is { } failed)
            return $"\"{failed.Title}\" failed, and all must be done (requireAllPassed).";
        if (gate.MinScore is not { } least)
            return null;
        if (score is null)
            // A gate that cannot look does not open.
            return string.Create(
                CultureInfo.InvariantCulture,
                $"no task before it was scored, and it wants {least:0.##} (minScore). Give one of them an llm_review."
            );
        return score < least
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"the average score is {score:0.00}, below {least:0.##} (minScore)."
            )
            : null;
    }

    private static string? Condition(MissionDocument document, QualityGate gate, List<TaskNow> before, decimal? score)
    {
        if (gate.Condition is not { } condition)
            return null;
        var data = new JsonObject
        {
            ["mission"] = new JsonObject { ["name"] = document.Name, ["data"] = document.Data?.DeepClone() },
            ["gate"] = gate.Name,
            ["score"] = score,
            ["done"] = before.Count(task => task.Status == TaskStatus.Done),
            ["failed"] = before.Count(task => task.Status == TaskStatus.Failed),
            ["tasks"] = new JsonArray([.. before.Select(Shown)]),
        };
        return Expression.Parse(condition).Holds(data) ? null : $"its condition is not true: {condition}";
    }

    private static JsonObject Shown(TaskNow task) =>
        new()
        {
            ["title"] = task.Title,
            ["status"] = Tasks.TaskMachine.Word(task.Status),
            ["score"] = task.Score,
            ["priority"] = task.Priority,
        };
}
