namespace Polpo.Tests.Client;

/// <summary>A clock on which short waits are over at once, and limits never come.</summary>
internal sealed class ImpatientTime(double seconds = 5) : TimeProvider
{
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        System.CreateTimer(
            callback,
            state,
            dueTime > TimeSpan.FromSeconds(seconds) || dueTime == Timeout.InfiniteTimeSpan
                ? Timeout.InfiniteTimeSpan
                : TimeSpan.Zero,
            period
        );
}
