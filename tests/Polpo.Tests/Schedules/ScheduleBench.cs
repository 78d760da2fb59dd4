using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Polpo.Core.Schedules;
using Polpo.Core.Schedules.Runs;
using Polpo.Core.Schedules.Timing;
using Polpo.Core.Tasks;
using Polpo.Engine.Kernel;
using Polpo.Testing.Databases;
using Polpo.Testing.Ports;
using Polpo.Tests.Engine;
using Polpo.Tests.Storage;
using Polpo.Tests.Tasks;

namespace Polpo.Tests.Schedules;

/// <summary>Schedules of real tasks, on a clock that the test puts where it wants: it begins at 9:00 UTC of a day.</summary>
internal sealed class ScheduleBench : IAsyncDisposable
{
    private readonly ShiftedTime _clock;

    private ScheduleBench(TaskBench tasks, ShiftedTime clock) => (Tasks, _clock) = (tasks, clock);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public TaskBench Tasks { get; }

    public ScheduleCommands Commands => Tasks.Engine.Get<ScheduleCommands>();

    public static DateTimeOffset Start { get; } =
        new DateTimeOffset(TimeProvider.System.GetUtcNow().UtcDateTime.Date.AddDays(1), TimeSpan.Zero).AddHours(9);

    public static async Task<ScheduleBench> StartAsync(Database database, Action<IServiceCollection>? replace = null)
    {
        var clock = new ShiftedTime();
        clock.Pass(Start - clock.GetUtcNow());
        var tasks = await TaskBench.StartAsync(
            database,
            _ => FakeGateway.Say("Done."),
            null,
            null,
            Stop,
            services =>
            {
                services.AddSingleton<TimeProvider>(clock);
                replace?.Invoke(services);
            }
        );
        return new ScheduleBench(tasks, clock);
    }

    public Task RestartAsync() => Tasks.StartServerAsync(services => services.AddSingleton<TimeProvider>(_clock));

    /// <param name="waits">Whether its task stops before it is done, until a person agrees.</param>
    public ScheduleSpec Spec(string cron, SchedulePolicy? policy = null, bool waits = false) =>
        new()
        {
            Workspace = Tasks.Workspace.Id,
            Name = "tidy",
            Timing = ScheduleTiming.Cron(cron),
            Invocation = new JsonObject
            {
                ["kind"] = "task",
                ["task"] = new JsonObject { ["title"] = "tidy up", ["sideEffects"] = waits },
            },
            Policy = policy ?? new SchedulePolicy(),
        };

    public async Task<Schedule> AddAsync(ScheduleSpec spec)
    {
        var schedule = await Commands.CreateAsync(spec, Tasks.Caller, Stop);
        await Tasks.Engine.Idleness.WaitAsync(Stop);
        return schedule;
    }

    public Task<Schedule> AddAsync(string cron, SchedulePolicy? policy = null, bool waits = false) =>
        AddAsync(Spec(cron, policy, waits));

    /// <summary>Puts the clock forward, or back, and lets everything happen that is due.</summary>
    public async Task PassAsync(Schedule schedule, TimeSpan span)
    {
        _clock.Pass(span);
        // On PostgreSQL due times go by the database's own clock, which no test puts.
        await WakeAsync(schedule);
    }

    public async Task WakeAsync(Schedule schedule)
    {
        await Tasks.Engine.Database.WakeAsync(Tasks.Workspace.Id, ScheduleWork.WakeOf(schedule.Id), Stop);
        await Tasks.Engine.Idleness.WaitAsync(Stop);
    }

    public void Put(TimeSpan span) => _clock.Pass(span);

    public Task<Schedule> GetAsync(Schedule schedule) =>
        Tasks.Engine.Get<ScheduleQueries>().GetAsync(schedule.Id, Tasks.Caller, Stop);

    /// <summary>Its runs, the oldest first.</summary>
    public async Task<IReadOnlyList<ScheduleRun>> RunsAsync(Schedule schedule) =>
        [
            .. (
                await Tasks.Engine.Get<ScheduleQueries>().RunsAsync(schedule.Id, null, 100, Tasks.Caller, Stop)
            ).Reverse(),
        ];

    public Task<AgentTask> TaskOfAsync(ScheduleRun run) => Tasks.GetAsync(Id<AgentTask>.Parse(run.Reference));

    public async Task<IReadOnlyList<string>> FactsAsync(Schedule schedule) =>
        [.. (await Tasks.FactsAsync(schedule.Id)).Select(fact => fact.Type["schedule.".Length..])];

    public ValueTask DisposeAsync() => Tasks.DisposeAsync();
}
