using System.Text.Json;
using Polpo.Client;
using Polpo.Testing.Shipped;

namespace Polpo.EndToEnd.Crashes;

/// <summary>What came of a mission: its report, each task's course, every file, and the agents that are left; without times and ids.</summary>
/// <remarks>Replies of models are not counted: an agent whose command was cut off looks at what is there, and needs one more.</remarks>
internal sealed record MissionOutcome(string Status, string Report, string Tasks, string Tree, string Agents)
{
    private static readonly JsonSerializerOptions Readable = new(Wire.Json) { WriteIndented = true };

    public static async Task<MissionOutcome> OfAsync(
        PolpoClient client,
        string id,
        Clone clone,
        CancellationToken cancellationToken
    )
    {
        var mission = await client.Missions.GetAsync(id, cancellationToken);
        var report = await client.Missions.ReportAsync(id, cancellationToken: cancellationToken);
        var tasks = await client.Tasks.ListAsync(mission.Workspace, take: 100, cancellationToken: cancellationToken);
        return new MissionOutcome(
            mission.Status,
            JsonSerializer.Serialize(Lasting(report), Readable),
            string.Join('\n', tasks.Items.Select(Course).Order(StringComparer.Ordinal)),
            await clone.GitAsync(cancellationToken, "ls-tree", "-r", report.Branch!), // it has results
            await File.ReadAllTextAsync(Path.Combine(clone.Path, ".polpo", "agents.json"), cancellationToken)
        );
    }

    private static MissionReportView Lasting(MissionReportView report) =>
        report with
        {
            MissionId = "",
            TotalDuration = null,
            Branch = null,
            Commit = null,
            Tasks = [.. report.Tasks.Select(task => task with { Duration = 0 })],
        };

    private static string Course(TaskView task) =>
        $"{task.Title}: {task.Status} by {task.AssignTo}, {task.Retries} retries, {task.FixAttempts} fixes, "
        + $"level {task.EscalationLevel}, {task.RevisionCount} revisions, {task.QuestionRounds} questions, {task.CostUsd} USD, said {task.Result?.Stdout}";
}
