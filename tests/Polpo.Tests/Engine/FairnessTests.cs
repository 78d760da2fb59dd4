using Polpo.Engine.Subjects;
using Polpo.Testing.Databases;
using Shouldly;
using Xunit;

namespace Polpo.Tests.Engine;

public sealed class FairnessTests : EngineSuite
{
    [Theory, OnEachDatabase]
    public async Task A_busy_workspace_does_not_keep_another_waiting(Database database)
    {
        var engine = await StartWithoutWorkerAsync(database);
        for (var i = 0; i < 10; i++)
            await WakeAsync(engine, "busy", $"busy-{i}");
        await WakeAsync(engine, "quiet", "quiet-0");

        (await ClaimAsync(engine, 2)).ShouldBe(["busy-0", "quiet-0"], ignoreOrder: true);
        await WakeAsync(engine, "quiet", "quiet-1");
        await WakeAsync(engine, "third", "third-0");
        (await ClaimAsync(engine, 1)).ShouldBe(["third-0"]); // the only one with nothing running
    }

    [Theory, OnEachDatabase]
    public async Task A_busy_person_does_not_keep_a_colleague_waiting(Database database)
    {
        var engine = await StartWithoutWorkerAsync(database);
        for (var i = 0; i < 5; i++)
            await WakeAsync(engine, "ws", $"ann-{i}", "ann");
        await WakeAsync(engine, "ws", "bob-0", "bob");

        (await ClaimAsync(engine, 2)).ShouldBe(["ann-0", "bob-0"], ignoreOrder: true);
    }

    [Theory, OnEachDatabase]
    public async Task Among_a_persons_own_the_higher_priority_goes_first(Database database)
    {
        var engine = await StartWithoutWorkerAsync(database);
        await WakeAsync(engine, "ws", "low", "ann", 1);
        await WakeAsync(engine, "ws", "high", "ann", 9);
        await WakeAsync(engine, "ws", "middle", "ann", 5);

        var states = engine.Get<SubjectStates>();
        (await states.LookAsync("work", "low", Stop))!.Place.ShouldBe(3);
        (await states.LookAsync("work", "high", Stop))!.Place.ShouldBe(1);
        (await ClaimAsync(engine, 1)).ShouldBe(["high"]);
        (await states.LookAsync("work", "high", Stop))!.Server.ShouldBe("server");
        (await ClaimAsync(engine, 9)).ShouldBe(["middle", "low"], ignoreOrder: true);
        (await ClaimAsync(engine, 9)).ShouldBeEmpty();
    }

    [Theory, OnEachDatabase]
    public async Task Each_kind_has_its_own_room(Database database)
    {
        var engine = await StartWithoutWorkerAsync(database);
        for (var i = 0; i < 4; i++)
        {
            await engine.Database.WakeAsync("ws", new Wake("one", $"one-{i}"), Stop);
            await engine.Database.WakeAsync("ws", new Wake("two", $"two-{i}"), Stop);
        }

        var room = new Dictionary<string, int> { ["one"] = 1, ["two"] = 3 };
        var claimed = await engine.Get<SubjectStore>().ClaimAsync("server", room, Stop);
        claimed.CountBy(run => run.Kind).ShouldBe([new("one", 1), new("two", 3)], ignoreOrder: true);
    }

    [Theory, OnEachDatabase]
    public async Task Sixteen_claimers_never_get_the_same_subject(Database database)
    {
        var engine = await StartWithoutWorkerAsync(database);
        for (var i = 0; i < 100; i++)
            await WakeAsync(engine, $"ws{i % 3}", $"s{i}");

        var claimed = await Task.WhenAll(
            Enumerable
                .Range(0, 16)
                .Select(server =>
                    Task.Run(() => engine.Get<SubjectStore>().ClaimAsync($"server{server}", Room(20), Stop), Stop)
                )
        );
        var ids = claimed.SelectMany(runs => runs).Select(run => run.Id).ToList();
        ids.Count.ShouldBeGreaterThan(0);
        ids.Distinct().Count().ShouldBe(ids.Count);
    }

    private static Task WakeAsync(
        TestEngine engine,
        string workspace,
        string id,
        string person = "",
        int priority = 0
    ) => engine.Database.WakeAsync(workspace, new Wake("work", id, Priority: priority, Person: person), Stop);

    private static Dictionary<string, int> Room(int places) => new() { ["work"] = places };

    private static async Task<IEnumerable<string>> ClaimAsync(TestEngine engine, int places) =>
        (await engine.Get<SubjectStore>().ClaimAsync("server", Room(places), Stop)).Select(run => run.Id);
}
