using Microsoft.Extensions.AI;
using Polpo.Core.Gateway;
using Polpo.Core.Missions;
using Polpo.Core.Missions.Rules;
using Polpo.Core.Tasks;
using Polpo.Testing.Databases;
using Polpo.Testing.Missions;
using Polpo.Testing.Ports;
using Polpo.Tests.Tasks;
using Polpo.Tests.Tasks.Attempts;
using TaskStatus = Polpo.Core.Tasks.TaskStatus;

namespace Polpo.Tests.Crashes;

/// <summary>A mission of everything that a mission can have, the model that works on it, and the person who resumes and approves.</summary>
internal static class ThirtyTasks
{
    public static readonly string Document = ThirtyTaskMission.Document("hard");

    public static Task<TaskBench> BenchAsync(CancellationToken cancellationToken) =>
        TaskBench.StartAsync(Database.Sqlite, Answer, Check, ThirtyTaskMission.Staff("test/large"), cancellationToken);

    /// <summary>Does what a person does, until the mission has ended and nothing runs any more.</summary>
    public static async Task GoOnAsync(TaskBench bench, Mission mission, CancellationToken cancellationToken)
    {
        var missions = bench.Engine.Get<MissionCommands>();
        while (true)
        {
            await bench.Engine.Idleness.WaitAsync(cancellationToken);
            var now = await bench
                .Engine.Get<MissionQueries>()
                .DetailsAsync(mission.Id, bench.Caller, cancellationToken);
            if (now.Mission.Status == MissionStatus.Draft)
                await missions.ExecuteAsync(mission.Id, bench.Caller, cancellationToken);
            else if (now.Mission.Status == MissionStatus.Paused)
                await missions.ResumeAsync(mission.Id, false, bench.Caller, cancellationToken);
            else if (now.Tasks.FirstOrDefault(task => task.Status == TaskStatus.AwaitingApproval) is { } asks)
                await bench.Commands.ApproveAsync(asks.Id, bench.Caller, cancellationToken);
            else if (!now.Mission.Status.Runs())
                return;
            else
                await DelayedAsync(bench, mission, cancellationToken);
        }
    }

    private static async Task DelayedAsync(TaskBench bench, Mission mission, CancellationToken cancellationToken)
    {
        var facts = bench.Engine.Journal.FollowAsync(bench.Workspace.Id, 0, mission.Id, cancellationToken);
        await foreach (var fact in facts)
        {
            if (fact.Type == DelayExpired.Type)
                return;
        }
    }

    private static ChatMessage Answer(Call call)
    {
        var written = TaskOriginTests.Writes(call);
        return call.Model.Model == "large" && written.Contents[0] is FunctionCallContent
            ? FakeGateway.Use("write", ("path", "hard.txt"), ("content", "done well"))
            : written;
    }

    private static (int, string) Check(string checkout, string command) =>
        command == "hard" && File.ReadAllText(Path.Combine(checkout, "hard.txt")) != "done well"
            ? (1, "1 failing")
            : (0, "ok");
}

/// <summary>What came of it, but for times, ids and the order of what is independent.</summary>
internal sealed record Outcome(
    MissionStatus Status,
    string? Reason,
    IReadOnlyList<string> Tasks,
    IReadOnlyList<string> Files,
    IReadOnlyList<string> Facts,
    string Agents
)
{
    public static async Task<Outcome> OfAsync(TaskBench bench, Mission mission, CancellationToken cancellationToken)
    {
        var ended = await bench.Engine.Get<MissionQueries>().DetailsAsync(mission.Id, bench.Caller, cancellationToken);
        var facts = await bench.FactsAsync(mission.Id);
        return new Outcome(
            ended.Mission.Status,
            ended.Mission.Reason,
            [
                .. ended.Tasks.Select(task =>
                    $"{task.Title} {task.Status} {task.AssignTo} {task.Attempts} {task.Retries} {task.FixAttempts} {task.Turns} {task.Cost}"
                ),
            ],
            ended.Run!.Head is { } head
                ? [.. bench.Git.Lines.FilesOf(new(head)).Select(file => $"{file.Key}: {file.Value}")]
                : [],
            [.. facts.Select(fact => fact.Type).Order(StringComparer.Ordinal)],
            await File.ReadAllTextAsync(Path.Combine(bench.Repository, ".polpo", "agents.json"), cancellationToken)
        );
    }
}
