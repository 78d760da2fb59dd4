using Microsoft.EntityFrameworkCore;
using Polpo.Core.Missions;
using Polpo.Core.Missions.Rules;
using Polpo.Core.Missions.Runs;
using Polpo.Engine.Storage;
using Polpo.Testing.Databases;
using Polpo.Testing.Ports;
using Polpo.Tests.Engine;
using Polpo.Tests.Tasks;

namespace Polpo.Tests.Missions;

public sealed class MissionClosingTests
{
    private const string Document = """
        {"name":"asks","tasks":[{"title":"a","sideEffects":true,"expectations":[{"type":"test","command":"true"}]}]}
        """;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory, OnEachDatabase]
    public async Task What_an_aborted_run_could_not_give_back_is_tried_again(Database database)
    {
        await using var bench = await TaskBench.StartAsync(
            database,
            _ => FakeGateway.Say("Done."),
            null,
            Documents.Staff,
            Stop
        );
        var missions = bench.Engine.Get<MissionCommands>();
        var mission = await missions.CreateAsync(bench.Workspace.Id, Document, "", null, bench.Caller, Stop);
        await missions.ExecuteAsync(mission.Id, bench.Caller, Stop);
        await bench.Engine.Idleness.WaitAsync(Stop);

        bench.Sandboxes.Unclosable = 1;
        await missions.AbortAsync(mission.Id, bench.Caller, Stop);

        // It comes again after a pause, in which nothing is due.
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        patience.CancelAfter(TimeSpan.FromMinutes(2));
        while (!(await RunAsync(bench)).Closed)
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, patience.Token);
        bench.Sandboxes.Unclosable.ShouldBeLessThan(1);
        (await RunAsync(bench)).Outcome.ShouldBe(MissionStatus.Cancelled);
    }

    private static Task<MissionRun> RunAsync(TaskBench bench) =>
        bench.Engine.Database.ReadAsync(db => db.Set<MissionRun>().SingleAsync(Stop), Stop);
}
