using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;
using Polpo.Core.Approvals.Gates;
using Polpo.Core.Gateway;
using Polpo.Core.Missions;
using Polpo.Core.Missions.Rules;
using Polpo.Core.Schedules;
using Polpo.Core.Schedules.Runs;
using Polpo.Core.Schedules.Timing;
using Polpo.Core.Tasks;
using Polpo.Engine.Kernel;
using Polpo.Testing.Ports;
using Polpo.Tests.Missions;
using Polpo.Tests.Tasks;
using Xunit;

namespace Polpo.Tests.Approvals.Gates;

/// <summary>A point at which a gate asks a person: what comes to it, and what is to become of that.</summary>
/// <param name="Begin">Has something come to the point; gives what looks at its state.</param>
internal sealed record GatePoint(
    Func<TaskBench, Task<Func<TaskBench, Task<string>>>> Begin,
    string Held,
    string Approved,
    string Rejected
)
{
    /// <summary>What comes of feedback, where that is another attempt and not the same question again.</summary>
    public string? SentBack { get; init; }

    private const string GatedMission = """
        {"name":"m","tasks":[{"title":"one"},{"title":"two","dependsOn":["one"]}],
         "qualityGates":[{"name":"good","afterTasks":["one"],"blocksTasks":["two"],"requireAllPassed":true}]}
        """;

    /// <summary>All but the stop of a server, at which nobody is asked.</summary>
    public static readonly IReadOnlyDictionary<HookPoint, GatePoint> All = new Dictionary<HookPoint, GatePoint>
    {
        [HookPoint.TaskCreate] = OfTask(),
        [HookPoint.TaskSpawn] = OfTask(),
        [HookPoint.TaskTransition] = OfTask(),
        [HookPoint.TaskComplete] = OfTask(),
        [HookPoint.TaskFail] = OfTask("fails once", 0) with { SentBack = "done" },
        [HookPoint.TaskRetry] = OfTask("fails once") with { SentBack = "done" },
        [HookPoint.AssessmentRun] = OfTask(),
        [HookPoint.AssessmentComplete] = OfTask(),
        [HookPoint.OrchestratorTick] = OfTask(),
        [HookPoint.MissionExecute] = OfMission("paused"),
        [HookPoint.MissionComplete] = OfMission("paused"),
        [HookPoint.QualityGate] = OfMission("active"),
        [HookPoint.QualitySla] = new(LateAsync, "draft", "failed", "draft"),
        [HookPoint.ScheduleTrigger] = new(TriggerAsync, "claimed", "succeeded", "cancelled"),
    };

    public static ChatMessage Work(Call call) =>
        call.Messages[^1].Role == ChatRole.Tool
            ? FakeGateway.Say("Written.")
            : FakeGateway.Use("write", ("path", "answer.txt"), ("content", "good"));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static GatePoint OfTask(string command = "passes", int retries = 3) =>
        new(
            async bench =>
            {
                var spec = new TaskSpec
                {
                    Workspace = default,
                    Title = "work",
                    MaxRetries = retries,
                    Expectations = [new JsonObject { ["type"] = "test", ["command"] = command }],
                };
                return StateOf(await bench.AddAsync(spec));
            },
            "awaiting_approval",
            "done",
            "failed"
        );

    private static GatePoint OfMission(string held) =>
        new(
            async bench =>
            {
                var mission = await bench.WriteAsync(GatedMission);
                await bench.Missions().ExecuteAsync(mission.Id, bench.Caller, Token);
                return async later => (await later.SettledAsync(mission.Id)).Mission.Status.Word();
            },
            held,
            "completed",
            "failed"
        );

    private static async Task<Func<TaskBench, Task<string>>> LateAsync(TaskBench bench) =>
        StateOf(
            await bench.AddAsync(
                new TaskSpec
                {
                    Workspace = default,
                    Title = "late",
                    Draft = true,
                    Deadline = DateTimeOffset.UnixEpoch,
                }
            )
        );

    private static async Task<Func<TaskBench, Task<string>>> TriggerAsync(TaskBench bench)
    {
        var spec = new ScheduleSpec
        {
            Workspace = bench.Workspace.Id,
            Name = "tidy",
            Timing = ScheduleTiming.Cron("0 0 1 1 *"),
            Invocation = new JsonObject
            {
                ["kind"] = "task",
                ["task"] = new JsonObject { ["title"] = "tidy up" },
            },
        };
        var schedules = bench.Engine.Get<ScheduleCommands>();
        var schedule = await schedules.CreateAsync(spec, bench.Caller, Token);
        await schedules.RunAsync(schedule.Id, null, bench.Caller, Token);
        return async later =>
        {
            await later.Engine.Idleness.WaitAsync(Token);
            var runs = await later.Engine.Get<ScheduleQueries>().RunsAsync(schedule.Id, null, 9, later.Caller, Token);
            return runs.Single().Status.Word();
        };
    }

    private static Func<TaskBench, Task<string>> StateOf(AgentTask task) =>
        async later => (await later.SettleAsync(task.Id)).Status.Word();
}
