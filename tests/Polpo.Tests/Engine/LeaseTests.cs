using Microsoft.Extensions.DependencyInjection;
using Polpo.Engine;
using Polpo.Engine.Storage;
using Polpo.Engine.Subjects;
using Polpo.Testing.Databases;
using Shouldly;
using Xunit;

namespace Polpo.Tests.Engine;

/// <summary>Several servers on one database.</summary>
public sealed class LeaseTests : EngineSuite
{
    [Fact]
    public async Task A_server_that_stops_hands_its_work_over()
    {
        var shared = await NewDatabaseAsync(Database.Postgres);
        var (onFirst, onSecond) = (new Moment<Owned>(), new Moment<Owned>());
        var first = await TestEngine.StartAsync(
            shared,
            services => services.AddSingleton<ISubjectHandler>(Until(onFirst)),
            Stop
        );
        await first.Database.WakeAsync("ws", new Wake("work", "a"), Stop);
        await onFirst.WaitAsync(Stop);
        await StartAsync(shared, services => services.AddSingleton<ISubjectHandler>(Until(onSecond)));
        await first.DisposeAsync();

        (await onSecond.WaitAsync(Stop)).Id.ShouldBe("a");
    }

    [Fact]
    public async Task What_a_dead_server_held_goes_on_elsewhere_after_its_lease()
    {
        var shared = await NewDatabaseAsync(Database.Postgres);
        var gone = await StartAsync(shared, adjust: WithoutWorker);
        await gone.Database.WakeAsync("ws", new Wake("work", "a"), Stop);
        await gone.Get<ISql>().WriteAsync(c => c.Sql(Lease("dead", 1_000_000)).RunAsync(Stop), Stop);
        var held = await gone.Get<SubjectStore>()
            .ClaimAsync("dead", new Dictionary<string, int> { ["work"] = 1 }, Stop);

        var ran = new Moment<Owned>();
        var alive = await StartAsync(
            shared,
            services => services.AddSingleton<ISubjectHandler>(Until(ran)),
            ShortLease
        );
        (await ran.WaitAsync(Stop)).Epoch.ShouldBeGreaterThan(held[0].Epoch);
        var late = alive.Database.WriteAsync(held[0], _ => Task.CompletedTask, Stop);
        await late.ShouldThrowAsync<OwnershipLostException>();
    }

    [Fact]
    public async Task What_a_living_server_holds_is_not_taken()
    {
        var shared = await NewDatabaseAsync(Database.Postgres);
        var other = await StartAsync(shared, adjust: WithoutWorker);
        await other.Database.WakeAsync("ws", new Wake("work", "a"), Stop);
        await other.Get<ISql>().WriteAsync(c => c.Sql(Lease("alive", 3_600_000_000)).RunAsync(Stop), Stop);
        var held = await other
            .Get<SubjectStore>()
            .ClaimAsync("alive", new Dictionary<string, int> { ["work"] = 1 }, Stop);

        (await other.Get<SubjectStore>().OrphanAsync(Stop)).ShouldBe(0);
        await other.Database.WriteAsync(held[0], _ => Task.CompletedTask, Stop);
    }

    [Fact]
    public async Task A_server_that_cannot_renew_stops_its_runs_and_comes_back_under_a_new_name()
    {
        var shared = await NewDatabaseAsync(Database.Postgres);
        var (started, stopped, again) = (new Moment<Owned>(), new Moment<Owned>(), new Moment<Owned>());
        var handler = Until(started, stopped);
        var cleared = 0;
        var loss = new LeaseLoss(_ =>
        {
            (stopped.HasCome, again.HasCome).ShouldBe((true, false));
            cleared++;
            return Task.CompletedTask;
        });
        var engine = await StartAsync(
            shared,
            services => services.AddSingleton<ISubjectHandler>(handler).AddSingleton(loss),
            ShortLease
        );
        await engine.Database.WakeAsync("ws", new Wake("work", "a"), Stop);
        var first = await started.WaitAsync(Stop);

        var sql = engine.Get<ISql>();
        await sql.WriteAsync(
            async c =>
            {
                await c.Sql("lock table servers in access exclusive mode").RunAsync(Stop);
                await stopped.WaitAsync(Stop); // no renewal gets through while this transaction is open
                handler.Run = Until(again).Run;
                return true;
            },
            Stop
        );

        var second = await again.WaitAsync(Stop);
        second.Id.ShouldBe("a");
        second.Server.ShouldNotBe(first.Server);
        cleared.ShouldBe(1);
        await engine
            .Database.WriteAsync(first, _ => Task.CompletedTask, Stop)
            .ShouldThrowAsync<OwnershipLostException>();
    }

    [Fact]
    public async Task Two_servers_share_what_is_due_and_run_each_subject_once()
    {
        var shared = await NewDatabaseAsync(Database.Postgres);
        var runs = new List<string>();
        var handlers = new[] { Counting(runs), Counting(runs) };
        var one = await StartAsync(shared, services => services.AddSingleton<ISubjectHandler>(handlers[0]));
        await StartAsync(shared, services => services.AddSingleton<ISubjectHandler>(handlers[1]));
        await Parallel.ForEachAsync(
            Enumerable.Range(0, 60),
            Stop,
            async (number, stop) =>
                await one.Database.WakeAsync($"ws{number % 4}", new Wake("work", $"s{number}"), stop)
        );
        await one.Idleness.WaitAsync(Stop);

        runs.Order().ShouldBe(Enumerable.Range(0, 60).Select(number => $"s{number}").Order());
    }

    private static EngineOptions ShortLease(EngineOptions options) =>
        options with
        {
            Lease = TimeSpan.FromMilliseconds(1500),
        };

    private static string Lease(string server, long micros) =>
        $"insert into servers values ('{server}', '{server}', (extract(epoch from clock_timestamp()) * 1000000)::bigint + {micros})";

    private static Handler Counting(List<string> runs) =>
        new()
        {
            MaxConcurrency = 3,
            Run = (run, _) =>
            {
                lock (runs)
                    runs.Add(run.Id);
                return Task.FromResult(Next.WhenWoken);
            },
        };

    /// <summary>Runs until it is told to stop.</summary>
    private static Handler Until(Moment<Owned> started, Moment<Owned>? stopped = null) =>
        new()
        {
            Run = async (run, stop) =>
            {
                started.Comes(run);
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stop)
                    .ContinueWith(_ => { }, TaskScheduler.Default);
                stopped?.Comes(run);
                stop.ThrowIfCancellationRequested();
                return Next.WhenWoken;
            },
        };
}
