using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Polpo.Engine.Effects;
using Polpo.Engine.Journal;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage;
using Polpo.Engine.Subjects;
using Polpo.Testing.Databases;
using Shouldly;
using Xunit;

namespace Polpo.Tests.Engine;

public sealed class EffectTests : EngineSuite
{
    [Theory, OnEachDatabase]
    public async Task A_planned_effect_is_performed_once(Database database)
    {
        var (engine, outside) = await StartAsync(database, new Outside());
        var id = await PlanAsync(engine);
        (await PlanAsync(engine)).ShouldBe(id); // the same key
        await engine.Idleness.WaitAsync(Stop);

        outside.Performed.ShouldBe(1);
        (await FactsAsync(engine)).ShouldBe(["effect.planned", "effect.done"]);
        (await RowAsync(engine, id)).Outcome.ShouldBe("sent 1");
    }

    [Theory, OnEachDatabase]
    public async Task A_plan_that_is_rolled_back_is_not_performed(Database database)
    {
        var (engine, outside) = await StartAsync(database, new Outside());
        var refused = engine.Database.WriteAsync<Effect>(
            "ws",
            async work =>
            {
                await engine.Get<EffectCommands>().PlanAsync(work, "mail", "key", "task_1", "ann", "{}", Stop);
                throw new RefusedException(Refusal.Conflict, "No.");
            },
            Stop
        );
        await refused.ShouldThrowAsync<RefusedException>();
        await engine.Idleness.WaitAsync(Stop);

        outside.Performed.ShouldBe(0);
    }

    [Theory, OnEachDatabase]
    public async Task What_surely_did_not_happen_is_failed_with_its_reason(Database database)
    {
        var (engine, outside) = await StartAsync(
            database,
            new Outside { Perform = _ => throw new RefusedException(Refusal.Forbidden, "The branch is protected.") }
        );
        var id = await PlanAsync(engine);
        await engine.Idleness.WaitAsync(Stop);

        var effect = await RowAsync(engine, id);
        (effect.Status, effect.Outcome).ShouldBe((EffectStatus.Failed, "The branch is protected."));
        (await FactsAsync(engine)).ShouldBe(["effect.planned", "effect.failed"]);
        outside.Performed.ShouldBe(1);
    }

    [Theory, OnEachDatabase]
    public async Task What_may_have_happened_is_asked_and_not_repeated(Database database)
    {
        var (engine, outside) = await StartAsync(
            database,
            new Outside
            {
                Perform = _ => throw new HttpRequestException("Cut."),
                Probe = () => EffectProbe.Done("was sent"),
            }
        );
        var id = await EndOfAsync(engine, await PlanAsync(engine));

        (await RowAsync(engine, id)).Outcome.ShouldBe("was sent");
        outside.Performed.ShouldBe(1);
    }

    [Theory, OnEachDatabase]
    public async Task What_surely_did_not_happen_yet_is_tried_again(Database database)
    {
        var (engine, outside) = await StartAsync(
            database,
            new Outside
            {
                Perform = attempt => attempt == 1 ? throw new HttpRequestException("Cut.") : "sent 2",
                Probe = () => EffectProbe.NotDone,
            }
        );
        var id = await EndOfAsync(engine, await PlanAsync(engine));

        var effect = await RowAsync(engine, id);
        (effect.Status, effect.Attempts, effect.Outcome).ShouldBe((EffectStatus.Done, 2, "sent 2"));
        outside.Performed.ShouldBe(2);
    }

    [Theory, OnEachDatabase]
    public async Task What_cannot_be_found_out_is_unknown_until_a_person_has_it_checked(Database database)
    {
        var (engine, outside) = await StartAsync(
            database,
            new Outside
            {
                Perform = _ => throw new HttpRequestException("Cut."),
                Probe = () => EffectProbe.Unknown("It does not answer."),
            }
        );
        var id = await EndOfAsync(engine, await PlanAsync(engine));
        (await RowAsync(engine, id)).Status.ShouldBe(EffectStatus.Unknown);

        outside.Probe = () => EffectProbe.Done("was sent");
        await engine.Database.WriteAsync("ws", work => EffectCommands.CheckAgainAsync(work, id, Stop), Stop);
        await engine.Idleness.WaitAsync(Stop);
        (await RowAsync(engine, id)).Status.ShouldBe(EffectStatus.Done);
        outside.Performed.ShouldBe(1);
    }

    [Theory, OnEachDatabase]
    public async Task After_a_stop_in_the_middle_the_next_server_asks_first(Database database)
    {
        var home = await NewDatabaseAsync(database);
        var inside = new Moment<bool>();
        var outside = new Outside
        {
            PerformAsync = stop => HangAsync(inside, stop),
            Probe = () => EffectProbe.Done("was sent"),
        };
        Id<Effect> id;
        await using (
            var first = await TestEngine.StartAsync(home, services => services.AddSingleton<IEffect>(outside), Stop)
        )
        {
            id = await PlanAsync(first);
            await inside.WaitAsync(Stop);
        }

        var second = await StartAsync(home, services => services.AddSingleton<IEffect>(outside));
        await EndOfAsync(second, id);
        (await RowAsync(second, id)).Outcome.ShouldBe("was sent");
        outside.Performed.ShouldBe(1);
    }

    private static async Task<string?> HangAsync(Moment<bool> inside, CancellationToken stop)
    {
        inside.Comes(true);
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stop);
        return null;
    }

    private async Task<(TestEngine, Outside)> StartAsync(Database database, Outside outside) =>
        (await StartAsync(database, services => services.AddSingleton<IEffect>(outside)), outside);

    private static async Task<Id<Effect>> PlanAsync(TestEngine engine)
    {
        var commands = engine.Get<EffectCommands>();
        var effect = await engine.Database.WriteAsync(
            "ws",
            work => commands.PlanAsync(work, "mail", "key", "task_1", "ann", "{}", Stop),
            Stop
        );
        return effect.Id;
    }

    /// <summary>Until the effect is known, however often it takes.</summary>
    private static async Task<Id<Effect>> EndOfAsync(TestEngine engine, Id<Effect> id)
    {
        await foreach (var fact in engine.Journal.FollowAsync("ws", 0, "task_1", Stop))
        {
            if (fact.Type != EffectPlanned.Type)
                break;
        }
        await engine.Idleness.WaitAsync(Stop);
        return id;
    }

    private static async Task<IEnumerable<string>> FactsAsync(TestEngine engine) =>
        (await engine.Journal.ReadAsync("ws", 0, 100, "task_1", Stop)).Select(fact => fact.Type);

    private static Task<Effect> RowAsync(TestEngine engine, Id<Effect> id) =>
        engine.Database.ReadAsync(db => db.Set<Effect>().SingleAsync(effect => effect.Id == id, Stop), Stop);

    private sealed class Outside : IEffect
    {
        public string Kind => "mail";

        public int Performed { get; private set; }

        public Func<int, string?> Perform { get; init; } = attempt => $"sent {attempt}";

        public Func<CancellationToken, Task<string?>>? PerformAsync { get; init; }

        public Func<EffectProbe> Probe { get; set; } = () => EffectProbe.NotDone;

        Task<string?> IEffect.PerformAsync(Effect effect, CancellationToken cancellationToken)
        {
            Performed++;
            return PerformAsync is null ? Task.FromResult(Perform(Performed)) : PerformAsync(cancellationToken);
        }

        Task<EffectProbe> IEffect.ProbeAsync(Effect effect, CancellationToken cancellationToken) =>
            Task.FromResult(Probe());
    }
}
