using System.Text.Json.Nodes;
using Polpo.Client;
using Polpo.Core.Missions;
using Polpo.Core.Missions.Documents;
using Polpo.Core.Missions.Rules;
using Polpo.Core.Missions.Runs;
using Polpo.Core.Tasks;
using Polpo.Server.Approvals;

namespace Polpo.Server.Missions;

internal static class MissionViews
{
    public static MissionView View(this Mission mission) =>
        new()
        {
            Id = mission.Id,
            Workspace = mission.Workspace,
            Name = mission.Name,
            Status = mission.Status.Word(),
            Reason = mission.Reason,
            ExecutionCount = mission.ExecutionCount,
            CreatedAt = mission.CreatedAt,
            UpdatedAt = mission.UpdatedAt,
        };

    /// <summary>As lists show it: with the latest run, without that one's tasks.</summary>
    public static MissionView View(this ListedMission listed) =>
        listed.Mission.View() with
        {
            Run = listed.Latest is { } run ? View(run) : null,
        };

    public static MissionView View(this MissionDetails details) =>
        details.Mission.View() with
        {
            Prompt = details.Document.Prompt,
            Deadline = details.Document.Deadline,
            Schedule = details.Document.Schedule,
            EndDate = details.Document.EndDate,
            QualityThreshold = details.Document.QualityThreshold,
            Data = JsonNode.Parse(details.Mission.Document),
            Run = details.Run is { } run ? View(run, details) : null,
        };

    public static MissionValidationView View(this CheckedMission mission) =>
        new(
            mission.Problems.Count == 0,
            mission.Name,
            mission.Order,
            [.. mission.Problems.Select(View)],
            mission.More,
            [.. mission.Notes.Select(View)]
        );

    public static MissionProblemView View(MissionProblem problem) => new(problem.Path, problem.Line, problem.Message);

    private static MissionRunView View(MissionRun run) =>
        new()
        {
            Id = run.Id,
            Number = run.Number,
            Group = run.Group,
            Outcome = run.Outcome.Word(),
            Reason = run.Reason,
            Branch = run.Head is null ? null : run.Branch,
            Commit = run.Head,
            Merged = run.Merged,
            Score = run.Score,
            CostUsd = run.Cost.Dollars,
            StartedAt = run.StartedAt,
            EndedAt = run.EndedAt,
        };

    private static MissionRunView View(MissionRun run, MissionDetails details)
    {
        var titles = details.Tasks.ToDictionary(task => task.Id.Text, task => task.Title, StringComparer.Ordinal);
        return View(run) with
        {
            CostUsd = run.EndedAt is null ? details.Tasks.Sum(task => task.Cost.Dollars) : run.Cost.Dollars,
            Tasks = [.. details.Tasks.Select(task => View(task, titles, details))],
            Holds = [.. details.Document.Holds.Select(hold => View(hold, run.State))],
            Approvals = [.. details.Asks.Select(ApprovalViews.View)],
        };
    }

    private static MissionTaskView View(AgentTask task, Dictionary<string, string> titles, MissionDetails details) =>
        new(
            task.Id,
            task.Title,
            task.Status.Word(),
            task.Reason ?? details.WhyNot(task),
            task.AssignTo,
            [.. task.DependsOn.Select(id => titles.GetValueOrDefault(id, id))],
            task.Priority,
            task.Score,
            task.Cost.Dollars,
            task.Session?.Text
        );

    private static MissionHoldView View(MissionHold hold, RunState state)
    {
        var now = state.Holds.GetValueOrDefault(hold.Key);
        return new MissionHoldView(
            hold.Kind.Word().Replace(' ', '_'),
            hold.Name,
            state.Of(hold).Word(),
            hold.AfterTasks,
            hold.BlocksTasks,
            now?.Until,
            now?.Reason ?? (hold as Checkpoint)?.Message,
            now?.Score
        );
    }
}
