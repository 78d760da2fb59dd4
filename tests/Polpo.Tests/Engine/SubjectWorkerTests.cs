using Microsoft.Extensions.DependencyInjection;
using Polpo.Engine.Storage;
using Polpo.Engine.Subjects;
using Polpo.Testing.Databases;
using Shouldly;
using Xunit;

namespace Polpo.Tests.Engine;

public sealed class SubjectWorkerTests : EngineSuite
{
    [Theory, OnEachDatabase]
    public async Task A_woken_subject_runs_and_writes_as_its_owner(Database database)
    {
        var handler = new Handler();
        var engine = await StartAsync(database, services => services.AddSingleton<ISubjectHandler>(handler));
        handler.Run = async (run, stop) =>
        {
            await engine.Database.WriteAsync(
                run,
                work =>
                {
                    work.Append(run.Id, "test", new Noted("ran"));
                    return Task.CompletedTask;
                },
                stop
            );
            return Next.WhenWoken;
        };
        await engine.Database.WakeAsync("ws", new Wake("work", "a"), Stop);

        await engine.Idleness.WaitAsync(Stop);
        (await engine.Journal.ReadAsync("ws", 0, 10, "a", Stop)).ShouldHaveSingleItem();
    }

    [Theory, OnEachDatabase]
    public async Task A_subject_never_runs_twice_at_once_and_wakes_merge(Database database)
    {
        var handler = new Handler();
        var engine = await StartAsync(database, services => services.AddSingleton<ISubjectHandler>(handler));
        var (inside, most, runs) = (0, 0, 0);
        var started = new Moment<bool>();
        var goOn = new Moment<bool>();
        handler.Run = async (_, _) =>
        {
            most = Math.Max(most, Interlocked.Increment(ref inside));
            runs++;
            started.Comes(true);
            await goOn.WaitAsync(Stop);
            Interlocked.Decrement(ref inside);
            return Next.WhenWoken;
        };
        await engine.Database.WakeAsync("ws", new Wake("work", "a"), Stop);
        await started.WaitAsync(Stop);
        for (var i = 0; i < 10; i++)
            await engine.Database.WakeAsync("ws", new Wake("work", "a"), Stop);
        goOn.Comes(true);

        await engine.Idleness.WaitAsync(Stop);
        most.ShouldBe(1);
        runs.ShouldBe(2); // the ten wakes that came during the first run are one more run
    }

    [Theory, OnEachDatabase]
    public async Task A_handler_that_throws_is_tried_again(Database database)
    {
        var handler = new Handler();
        var engine = await StartAsync(database, services => services.AddSingleton<ISubjectHandler>(handler));
        var runs = 0;
        var second = new Moment<bool>();
        handler.Run = (_, _) =>
        {
            if (++runs == 1)
                throw new InvalidOperationException("A bug.");
            second.Comes(true);
            return Task.FromResult(Next.WhenWoken);
        };
        await engine.Database.WakeAsync("ws", new Wake("work", "a"), Stop);

        await second.WaitAsync(Stop);
        await engine.Idleness.WaitAsync(Stop);
        runs.ShouldBe(2);
    }

    [Theory, OnEachDatabase]
    public async Task No_more_run_at_once_than_the_handler_allows(Database database)
    {
        var handler = new Handler { MaxConcurrency = 3 };
        var engine = await StartAsync(database, services => services.AddSingleton<ISubjectHandler>(handler));
        var (inside, most, runs) = (0, 0, 0);
        handler.Run = async (_, _) =>
        {
            lock (handler)
                most = Math.Max(most, ++inside);
            await Task.Yield();
            lock (handler)
                (inside, runs) = (inside - 1, runs + 1);
            return Next.WhenWoken;
        };
        for (var i = 0; i < 20; i++)
            await engine.Database.WakeAsync("ws", new Wake("work", $"s{i}"), Stop);

        await engine.Idleness.WaitAsync(Stop);
        runs.ShouldBe(20);
        most.ShouldBeLessThanOrEqualTo(3);
    }

    [Theory, OnEachDatabase]
    public async Task A_subject_comes_again_when_it_said(Database database)
    {
        var handler = new Handler();
        var engine = await StartAsync(database, services => services.AddSingleton<ISubjectHandler>(handler));
        var runs = 0;
        var third = new Moment<bool>();
        handler.Run = (_, _) =>
        {
            if (++runs == 3)
                third.Comes(true);
            return Task.FromResult(
                runs < 3 ? Next.At(TimeProvider.System.GetUtcNow().AddMilliseconds(30)) : Next.WhenWoken
            );
        };
        await engine.Database.WakeAsync("ws", new Wake("work", "a"), Stop);

        await third.WaitAsync(Stop);
        await engine.Idleness.WaitAsync(Stop);
        runs.ShouldBe(3);
    }

    [Theory, OnEachDatabase]
    public async Task A_restart_takes_over_what_was_running(Database database)
    {
        var home = await NewDatabaseAsync(database);
        var handler = new Handler();
        var started = new Moment<bool>();
        handler.Run = async (_, stop) =>
        {
            started.Comes(true);
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stop);
            return Next.WhenWoken;
        };
        await using (
            var first = await TestEngine.StartAsync(
                home,
                services => services.AddSingleton<ISubjectHandler>(handler),
                Stop
            )
        )
        {
            await first.Database.WakeAsync("ws", new Wake("work", "a"), Stop);
            await started.WaitAsync(Stop);
        }

        var again = new Moment<Owned>();
        handler.Run = (run, _) =>
        {
            again.Comes(run);
            return Task.FromResult(Next.WhenWoken);
        };
        var second = await StartAsync(home, services => services.AddSingleton<ISubjectHandler>(handler));
        (await again.WaitAsync(Stop)).Id.ShouldBe("a");
        await second.Idleness.WaitAsync(Stop);
    }
}
