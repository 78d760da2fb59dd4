namespace Polpo.Tests.Client;

/// <summary>A clock on which short waits are over at once, and limits never come.</summary>
internal sealed class ImpatientTime : TimeProvider
{
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        System.CreateTimer(
            callback,
            state,
            dueTime > TimeSpan.FromSeconds(5) || dueTime == Timeout.InfiniteTimeSpan
                ? Timeout.InfiniteTimeSpan
                : TimeSpan.Zero,
            period
        );
}
