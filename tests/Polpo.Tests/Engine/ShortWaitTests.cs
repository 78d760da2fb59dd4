using Microsoft.Extensions.DependencyInjection;
using Polpo.Engine.Subjects;
using Polpo.Testing.Databases;
using Shouldly;
using Xunit;

namespace Polpo.Tests.Engine;

/// <summary>A wait of less than a millisecond, which a timer takes for none.</summary>
public sealed class ShortWaitTests : EngineSuite
{
    [Fact]
    public async Task What_is_due_in_half_a_millisecond_is_waited_for_and_not_looked_for_again_and_again()
    {
        var clock = new StandingTime();
        var engine = await StartAsync(
            await NewDatabaseAsync(Database.Sqlite),
            services => services.AddSingleton<TimeProvider>(clock).AddSingleton<ISubjectHandler>(new Handler())
        );

        await engine.Database.WakeAsync(
            "ws",
            new Wake("work", "a", clock.GetUtcNow() + TimeSpan.FromMicroseconds(500)),
            Stop
        );

        (await clock.IsWaitedFor.WaitAsync(Stop)).ShouldBeTrue();
    }

    /// <summary>A clock that stands still, and says whether somebody waits a moment for it, or asks for the time again and again.</summary>
    private sealed class StandingTime : TimeProvider
    {
        private const int Patience = 2000;

        private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(1);

        private readonly DateTimeOffset _now = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);
        private readonly TaskCompletionSource<bool> _answer = new();
        private int _asked;

        public Task<bool> IsWaitedFor => _answer.Task;

        public override DateTimeOffset GetUtcNow()
        {
            if (Interlocked.Increment(ref _asked) == Patience)
                _answer.TrySetResult(false);
            return _now;
        }

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            if (dueTime == Moment)
                _answer.TrySetResult(true);
            return base.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }
}
