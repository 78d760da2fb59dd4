using Polpo.Core.Missions;
using Polpo.Core.Missions.Rules;
using Polpo.Testing.Databases;
using Polpo.Tests.Schedules;
using Shouldly;
using Xunit;

namespace Polpo.Tests.Missions;

/// <summary>A clock that is put a day forward or back while a mission waits for it.</summary>
public sealed class JumpingClockTests
{
    private const string Document = """
        {"name":"slow","tasks":[{"title":"a"},{"title":"b","dependsOn":["a"]}],
         "delays":[{"name":"rest","afterTasks":["a"],"blocksTasks":["b"],"duration":"PT1H"}]}
        """;

    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_day_forward_ends_a_delay_once()
    {
        await using var bench = await ScheduleBench.StartAsync(Database.Sqlite);
        var mission = await RunAsync(bench);

        (await AfterAsync(bench, mission, Day)).Status.ShouldBe(MissionStatus.Completed);
        (await AfterAsync(bench, mission, -Day)).Status.ShouldBe(MissionStatus.Completed);
        (await ExpiredAsync(bench, mission)).ShouldBe(1);
    }

    [Fact]
    public async Task A_day_back_makes_a_delay_longer_and_loses_nothing()
    {
        await using var bench = await ScheduleBench.StartAsync(Database.Sqlite);
        var mission = await RunAsync(bench);

        (await AfterAsync(bench, mission, -Day)).Status.ShouldBe(MissionStatus.Active);
        (await ExpiredAsync(bench, mission)).ShouldBe(0);
        (await AfterAsync(bench, mission, Day + TimeSpan.FromMinutes(61))).Status.ShouldBe(MissionStatus.Completed);
        (await ExpiredAsync(bench, mission)).ShouldBe(1);
    }

    private static async Task<Mission> RunAsync(ScheduleBench bench)
    {
        var missions = bench.Tasks.Engine.Get<MissionCommands>();
        var made = await missions.CreateAsync(bench.Tasks.Workspace.Id, Document, "", null, bench.Tasks.Caller, Stop);
        await missions.ExecuteAsync(made.Id, bench.Tasks.Caller, Stop);
        return await AfterAsync(bench, made, TimeSpan.Zero);
    }

    private static async Task<Mission> AfterAsync(ScheduleBench bench, Mission mission, TimeSpan jump)
    {
        bench.Put(jump);
        await bench.Tasks.Engine.Idleness.WaitAsync(Stop);
        var queries = bench.Tasks.Engine.Get<MissionQueries>();
        return (await queries.DetailsAsync(mission.Id, bench.Tasks.Caller, Stop)).Mission;
    }

    private static async Task<int> ExpiredAsync(ScheduleBench bench, Mission mission) =>
        (await bench.Tasks.FactsAsync(mission.Id)).Count(fact => fact.Type == DelayExpired.Type);
}
