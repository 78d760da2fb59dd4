extern alias runner;
using Polpo.Runner.Egress.Log;
using EgressEntry = runner::Polpo.Runner.Protocol.EgressEntry;

namespace Polpo.Tests.Egress;

public sealed class EgressLogTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();
    private readonly RungClock _clock = new();

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void What_a_killed_runner_had_counted_is_told_by_the_next()
    {
        // Not disposed, as a killed one is not.
        var killed = new EgressLog(_path, _clock);
        killed.Add(Sent(100));
        _clock.Ring();
        killed.Add(Sent(20));
        _clock.Ring();

        using var next = new EgressLog(_path, _clock);
        var read = next.Read(0);

        read.Entries.Single().Sent.ShouldBe(120);
        next.Read(read.Offset).Entries.ShouldBeEmpty();
    }

    [Fact]
    public void What_was_read_is_not_told_again_and_what_comes_later_is_added_up_anew()
    {
        using var log = new EgressLog(_path, _clock);
        log.Add(Sent(100));
        _clock.Ring();
        var first = log.Read(0);
        log.Add(Sent(5));
        _clock.Ring();
        log.Add(Sent(6));

        var second = log.Read(first.Offset);

        first.Entries.Single().Sent.ShouldBe(100);
        second.Entries.Single().Sent.ShouldBe(11);
    }

    [Fact]
    public void A_loop_of_requests_does_not_make_the_file_grow()
    {
        using var log = new EgressLog(_path, _clock);
        for (var request = 0; request < 50; request++)
        {
            log.Add(Sent(1));
            _clock.Ring();
        }

        File.ReadAllLines(_path).Length.ShouldBe(1);
    }

    [Fact]
    public void A_line_in_which_a_runner_was_killed_spoils_none_after_it()
    {
        File.WriteAllText(_path, "{\"run\":\"call_1\",\"host\":\"a.test\",\"port\":443,\"sent\":7}\n{\"run\":\"ca");
        using var log = new EgressLog(_path, _clock);
        log.Add(Sent(5));

        log.Read(0).Entries.Select(entry => entry.Sent).ShouldBe([7, 5]);
    }

    private static EgressEntry Sent(long bytes) => new("call_1", "api.test", 443, null) { Sent = bytes };

    /// <summary>Its timers go off when the test says so.</summary>
    private sealed class RungClock : TimeProvider
    {
        private readonly List<Bell> _bells = [];

        public void Ring() => _bells.ForEach(bell => bell.Ring());

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var bell = new Bell(() => callback(state));
            _bells.Add(bell);
            return bell;
        }

        private sealed class Bell(Action callback) : ITimer
        {
            private bool _set;

            public void Ring()
            {
                if (!_set)
                    return;
                _set = false;
                callback();
            }

            public bool Change(TimeSpan dueTime, TimeSpan period) => _set = dueTime != Timeout.InfiniteTimeSpan;

            public void Dispose() => _set = false;

            public ValueTask DisposeAsync()
            {
                Dispose();
                return ValueTask.CompletedTask;
            }
        }
    }
}
