using Polpo.Core.Missions;
using Polpo.Core.Missions.Rules;
using Polpo.Engine.Storage;
using Polpo.Testing.Databases;
using Polpo.Testing.Ports;
using Polpo.Tests.Tasks;
using Shouldly;
using Xunit;

namespace Polpo.Tests.Missions;

/// <summary>A driver that looks again by itself until it has to wait does not wake itself: each needless run costs three transactions.</summary>
public abstract class MissionClaimTests(Database database)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nothing_of_a_mission_runs_more_often_than_others_have_something_for_it()
    {
        await using var bench = await TaskBench.StartAsync(
            database,
            _ => FakeGateway.Say("Nothing to do."),
            null,
            Documents.Staff,
            Token
        );
        var document = Documents.Of("A; B: A; C: B");
        var missions = bench.Engine.Get<MissionCommands>();
        var mission = await missions.CreateAsync(bench.Workspace.Id, document, "", null, bench.Caller, Token);
        await missions.ExecuteAsync(mission.Id, bench.Caller, Token);
        await bench.Engine.Idleness.WaitAsync(Token);

        var ended = await bench.Engine.Get<MissionQueries>().DetailsAsync(mission.Id, bench.Caller, Token);
        ended.Mission.Status.ShouldBe(MissionStatus.Completed, ended.Mission.Reason);
        // The mission: its start, and the end of each task. A task: its turn in the mission, and the end of its session's. A session: its turn, and its end.
        var runs = await RunsAsync(bench);
        runs.Where(one => one.Kind == "mission").Max(one => one.Runs).ShouldBeLessThanOrEqualTo(1 + 3);
        runs.Where(one => one.Kind == "task").Select(one => one.Runs).ShouldBe([2, 2, 2]);
        runs.Where(one => one.Kind == "session").Select(one => one.Runs).ShouldBe([2, 2, 2]);
    }

    private static Task<List<(string Kind, long Runs)>> RunsAsync(TaskBench bench) =>
        bench
            .Engine.Get<ISql>()
            .ReadAsync(
                connection =>
                    connection
                        .Sql("select kind, epoch from subjects")
                        .RowsAsync(row => (row.GetString(0), row.GetInt64(1)), Token),
                Token
            );
}

public sealed class MissionClaimTestsOnSqlite() : MissionClaimTests(Database.Sqlite);

public sealed class MissionClaimTestsOnPostgres() : MissionClaimTests(Database.Postgres);
