using Microsoft.Extensions.DependencyInjection;
using Polpo.Engine.Kernel;
using Polpo.Engine.Subjects;
using Polpo.Testing.Databases;
using Shouldly;
using Xunit;

namespace Polpo.Tests.Engine;

public sealed class WakeTests : EngineSuite
{
    private static readonly DateTimeOffset Tomorrow = TimeProvider.System.GetUtcNow().AddDays(1);

    [Theory, OnEachDatabase]
    public async Task A_fact_wakes_whom_a_rule_names(Database database)
    {
        var ran = new Moment<Owned>();
        var handler = new Handler { Run = (run, _) => Done(ran, run) };
        var rule = new WakeRule(Noted.Type, fact => [new Wake("work", $"of-{fact.Subject}")]);
        var engine = await StartAsync(
            database,
            services => services.AddSingleton<ISubjectHandler>(handler).AddSingleton(rule)
        );

        await engine.Database.NoteAsync("ws", "s", "x", Stop);
        var run = await ran.WaitAsync(Stop);
        (run.Id, run.Workspace).ShouldBe(("of-s", "ws"));
    }

    [Theory, OnEachDatabase]
    public async Task A_command_that_throws_wakes_nobody(Database database)
    {
        var engine = await StartAsync(database);
        var refused = engine.Database.WriteAsync<bool>(
            "ws",
            work =>
            {
                work.Wake(new Wake("work", "a"));
                throw new RefusedException(Refusal.Invalid, "No.");
            },
            Stop
        );

        await refused.ShouldThrowAsync<RefusedException>();
        (await engine.Get<SubjectStates>().LookAsync("work", "a", Stop)).ShouldBeNull();
    }

    [Theory, OnEachDatabase]
    public async Task Of_two_due_times_the_earlier_holds(Database database)
    {
        var engine = await StartAsync(database);
        await engine.Database.WakeAsync("ws", new Wake("work", "a", Tomorrow.AddHours(1)), Stop);
        await engine.Database.WakeAsync("ws", new Wake("work", "a", Tomorrow), Stop);
        await engine.Database.WakeAsync("ws", new Wake("work", "a", Tomorrow.AddHours(2)), Stop);

        var state = await engine.Get<SubjectStates>().LookAsync("work", "a", Stop);
        state.ShouldNotBeNull().DueAt.ShouldNotBeNull().ShouldBe(Tomorrow, TimeSpan.FromMilliseconds(1));
        state.Place.ShouldBeNull();
    }

    [Theory, OnEachDatabase]
    public async Task What_is_due_later_does_not_run_and_a_wake_brings_it_forward(Database database)
    {
        var runs = 0;
        var handler = new Handler { Run = (_, _) => Task.FromResult(++runs == 1 ? Next.At(Tomorrow) : Next.WhenWoken) };
        var engine = await StartAsync(database, services => services.AddSingleton<ISubjectHandler>(handler));
        await engine.Database.WakeAsync("ws", new Wake("work", "a"), Stop);
        await engine.Idleness.WaitAsync(Stop);
        runs.ShouldBe(1);
        (await engine.Get<SubjectStates>().LookAsync("work", "a", Stop))!.DueAt.ShouldNotBeNull();

        await engine.Database.WakeAsync("ws", new Wake("work", "a"), Stop);
        await engine.Idleness.WaitAsync(Stop);
        runs.ShouldBe(2);
        (await engine.Get<SubjectStates>().LookAsync("work", "a", Stop)).ShouldBe(
            new SubjectState(null, null, null, 0)
        );
    }

    [Theory, OnEachDatabase]
    public async Task A_wake_during_a_run_is_not_lost_to_a_later_due_time(Database database)
    {
        var (runs, started, goOn) = (0, new Moment<bool>(), new Moment<bool>());
        var handler = new Handler();
        handler.Run = async (_, _) =>
        {
            runs++;
            started.Comes(true);
            await goOn.WaitAsync(Stop);
            return Next.At(Tomorrow);
        };
        var engine = await StartAsync(database, services => services.AddSingleton<ISubjectHandler>(handler));
        await engine.Database.WakeAsync("ws", new Wake("work", "a"), Stop);
        await started.WaitAsync(Stop);
        await engine.Database.WakeAsync("ws", new Wake("work", "a"), Stop);
        goOn.Comes(true);

        await engine.Idleness.WaitAsync(Stop);
        runs.ShouldBe(2);
    }

    [Theory, OnEachDatabase]
    public async Task A_kind_that_this_server_does_not_know_is_left_alone(Database database)
    {
        var engine = await StartAsync(database, services => services.AddSingleton<ISubjectHandler>(new Handler()));
        await engine.Database.WakeAsync("ws", new Wake("of-a-newer-version", "a"), Stop);
        await engine.Database.WakeAsync("ws", new Wake("work", "b"), Stop);

        await engine.Idleness.WaitAsync(Stop);
        (await engine.Get<SubjectStates>().LookAsync("of-a-newer-version", "a", Stop))!.Place.ShouldBe(1);
    }

    private static Task<Next> Done(Moment<Owned> ran, Owned run)
    {
        ran.Comes(run);
        return Task.FromResult(Next.WhenWoken);
    }
}
