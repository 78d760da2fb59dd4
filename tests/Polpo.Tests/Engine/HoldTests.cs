using Microsoft.Extensions.DependencyInjection;
using Polpo.Engine.Storage;
using Polpo.Engine.Subjects;
using Polpo.Engine.Subjects.Holds;
using Polpo.Testing.Databases;
using Shouldly;
using Xunit;

namespace Polpo.Tests.Engine;

public sealed class HoldTests : EngineSuite
{
    [Theory, OnEachDatabase]
    public async Task What_is_held_is_not_claimed_until_the_hold_is_released(Database database)
    {
        var ran = new List<string>();
        var engine = await StartAsync(database, services => Add(services, ran));
        await HoldAsync(engine, new Hold("h1", "held", null));
        await HoldAsync(engine, new Hold("h2", null, "ada"));
        await engine.Database.WakeAsync("held", new Wake("work", "a", Person: "bob"), Stop);
        await engine.Database.WakeAsync("open", new Wake("work", "b", Person: "ada"), Stop);
        await engine.Database.WakeAsync("open", new Wake("work", "c", Person: "bob"), Stop);
        await engine.Database.WakeAsync("held", new Wake("tells", "d"), Stop);

        await engine.Idleness.WaitAsync(Stop);
        ran.Order().ShouldBe(["c", "d"]);
        await ReleaseAsync(engine, "h1");
        await engine.Idleness.WaitAsync(Stop);
        ran.Order().ShouldBe(["a", "c", "d"]);
        await ReleaseAsync(engine, "h2");
        await engine.Idleness.WaitAsync(Stop);
        ran.Order().ShouldBe(["a", "b", "c", "d"]);
    }

    [Theory, OnEachDatabase]
    public async Task A_run_that_a_hold_covers_is_told_to_stop_and_comes_again_after_it(Database database)
    {
        var (runs, began, again) = (0, new Moment<bool>(), new Moment<bool>());
        var handler = new Handler
        {
            Run = async (_, stop) =>
            {
                if (Interlocked.Increment(ref runs) > 1)
                {
                    again.Comes(true);
                    return Next.WhenWoken;
                }
                began.Comes(true);
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stop);
                return Next.WhenWoken;
            },
        };
        var shared = await NewDatabaseAsync(database);
        var engine = await StartAsync(shared, services => services.AddSingleton<ISubjectHandler>(handler));
        // On PostgreSQL it is another server that hears the word of the person.
        var other = database == Database.Postgres ? await StartAsync(shared, null, WithoutWorker) : engine;
        await engine.Database.WakeAsync("ws", new Wake("work", "a", Person: "ada"), Stop);
        await began.WaitAsync(Stop);

        await HoldAsync(other, new Hold("h", null, null));
        await engine.Idleness.WaitAsync(Stop);
        runs.ShouldBe(1);
        again.HasCome.ShouldBeFalse();
        await ReleaseAsync(other, "h");
        await again.WaitAsync(Stop);
        await engine.Idleness.WaitAsync(Stop);
    }

    [Theory, OnEachDatabase]
    public async Task Of_what_only_begins_nothing_is_held_but_what_has_parked(Database database)
    {
        var ran = new List<string>();
        var parks = true;
        var engine = await StartAsync(
            database,
            services =>
                services.AddSingleton<ISubjectHandler>(
                    new Handler
                    {
                        Run = (run, _) =>
                        {
                            lock (ran)
                                ran.Add(run.Id);
                            return Task.FromResult(run.Id == "begins" && parks ? Next.Parked : Next.WhenWoken);
                        },
                    }
                )
        );
        await HoldAsync(engine, new Hold("h", null, null, BeginningsOnly: true));
        await engine.Database.WakeAsync("ws", new Wake("work", "begins"), Stop);
        await engine.Database.WakeAsync("ws", new Wake("work", "goes on"), Stop);
        await engine.Idleness.WaitAsync(Stop);
        ran.Order().ShouldBe(["begins", "goes on"]);
        // What happens to it is looked at all the same.
        await engine.Database.WakeAsync("ws", new Wake("work", "begins"), Stop);
        await engine.Idleness.WaitAsync(Stop);
        ran.Count(id => id == "begins").ShouldBe(2);

        parks = false;
        await ReleaseAsync(engine, "h");
        await engine.Idleness.WaitAsync(Stop);
        ran.Count(id => id == "begins").ShouldBe(3);
    }

    [Theory, OnEachDatabase]
    public async Task A_server_that_starts_while_something_is_held_knows_it(Database database)
    {
        var shared = await NewDatabaseAsync(database);
        var first = await TestEngine.StartAsync(shared, null, Stop);
        await HoldAsync(first, new Hold("h", "ws", "ada"));
        await first.DisposeAsync();

        var engine = await StartAsync(shared);

        engine.Get<StandingHolds>().Now.ShouldBe([new Hold("h", "ws", "ada")]);
    }

    [Fact]
    public void A_claim_that_is_older_than_the_hold_is_given_up_at_once()
    {
        var holds = new StandingHolds();
        var run = new Owned("work", "a", "ws", "server", 1) { Person = "ada" };
        var token = holds.Enter(run);
        token.IsCancellationRequested.ShouldBeFalse();

        holds.Set([new Hold("h", "ws", "ada")]);

        token.IsCancellationRequested.ShouldBeTrue();
        holds.Enter(run with { Epoch = 2 }).IsCancellationRequested.ShouldBeTrue();
        holds.Enter(run with { Person = "bob" }).IsCancellationRequested.ShouldBeFalse();
    }

    private static void Add(IServiceCollection services, List<string> ran)
    {
        services.AddSingleton(new UnheldKind("tells"));
        foreach (var kind in new[] { "work", "tells" })
            services.AddSingleton<ISubjectHandler>(
                new Handler(kind)
                {
                    Run = (run, _) =>
                    {
                        lock (ran)
                            ran.Add(run.Id);
                        return Task.FromResult(Next.WhenWoken);
                    },
                }
            );
    }

    private static Task HoldAsync(TestEngine engine, Hold hold) =>
        engine.Database.WriteAsync(
            "ws",
            work =>
            {
                work.Hold(hold);
                return Task.CompletedTask;
            },
            Stop
        );

    private static Task ReleaseAsync(TestEngine engine, string hold) =>
        engine.Database.WriteAsync(
            "ws",
            work =>
            {
                work.Release(hold);
                return Task.CompletedTask;
            },
            Stop
        );
}
