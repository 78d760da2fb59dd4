using Polpo.Testing.Simulation.World;
using Shouldly;
using Xunit;

namespace Polpo.Tests.Simulation;

public sealed class SimulatedClockTests
{
    private readonly SimulatedClock _clock = new(new Activity(), new Chance(1));

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_wait_ends_when_time_has_been_moved_past_it()
    {
        var wait = Task.Delay(TimeSpan.FromHours(1), _clock.Server(), Stop);
        _clock.Next.ShouldBe(_clock.Now.AddHours(1));
        _clock.MoveTo(_clock.Now.AddMinutes(59));
        wait.IsCompleted.ShouldBeFalse();
        _clock.MoveTo(_clock.Now.AddMinutes(1));
        await wait.WaitAsync(TimeSpan.FromSeconds(30), Stop);
    }

    [Fact]
    public void What_a_dead_server_had_set_never_fires()
    {
        var server = _clock.Server();
        var wait = Task.Delay(TimeSpan.FromHours(1), server, Stop);
        server.Dead = true;
        _clock.MoveTo(_clock.Now.AddHours(2));
        _clock.Next.ShouldBeNull();
        wait.IsCompleted.ShouldBeFalse();
    }

    [Fact]
    public void Work_of_a_dead_server_never_ends_and_nothing_waits_for_it()
    {
        var server = _clock.Server();
        var work = server.WorkAsync(TimeSpan.FromSeconds(1), Stop);
        _clock.NextWork.ShouldBe(_clock.Now.AddSeconds(1));
        server.Dead = true;
        _clock.NextWork.ShouldBeNull();
        work.IsCompleted.ShouldBeFalse();
    }

    [Fact(Timeout = 120_000)]
    public async Task Work_that_begins_while_time_moves_on_never_holds_time()
    {
        var server = _clock.Server();
        var all = Task.WhenAll(
            Enumerable
                .Range(0, 4)
                .Select(_ =>
                    Task.Run(
                        async () =>
                        {
                            for (var times = 0; times < 3000; times++)
                                await server.WorkAsync(TimeSpan.FromMilliseconds(1), Stop);
                        },
                        Stop
                    )
                )
        );
        while (!all.IsCompleted)
        {
            Stop.ThrowIfCancellationRequested();
            if (_clock.NextWork is { } next)
                _clock.MoveTo(next);
        }
        await all;
        _clock.NextWork.ShouldBeNull();
    }

    [Fact]
    public void A_wall_clock_that_is_set_moves_no_wait()
    {
        var server = _clock.Server();
        var before = server.GetUtcNow();
        using var timer = server.CreateTimer(_ => { }, null, TimeSpan.FromHours(1), Timeout.InfiniteTimeSpan);
        _clock.Jump(TimeSpan.FromHours(5));
        server.GetUtcNow().ShouldBe(before.AddHours(5));
        _clock.Next.ShouldBe(_clock.Now.AddHours(1));
    }

    [Fact]
    public void Chance_is_the_same_for_the_same_seed_and_names()
    {
        double[] Draw(int seed)
        {
            var chance = new Chance(seed);
            return [chance.Of("a"), chance.Of("a"), chance.Of("b")];
        }
        Draw(7).ShouldBe(Draw(7));
        Draw(7).ShouldNotBe(Draw(8));
        Draw(7).Distinct().Count().ShouldBe(3);
    }
}
