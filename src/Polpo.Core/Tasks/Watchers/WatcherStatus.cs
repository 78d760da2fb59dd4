namespace Polpo.Core.Tasks.Watchers;

public enum WatcherStatus
{
    Waiting,

    /// <summary>The task was in that status; the action is still to be done.</summary>
    Reached,
    Fired,

    /// <summary>The action was refused.</summary>
    Failed,
}

public enum WatcherMove
{
    Reach,
    Fire,
    Fail,
}

public static class WatcherMachine
{
    /// <summary>The whole life of a watcher: it fires once. A pair that is not listed is refused.</summary>
    public static WatcherStatus? After(this WatcherStatus status, WatcherMove move) =>
        (status, move) switch
        {
            (WatcherStatus.Waiting, WatcherMove.Reach) => WatcherStatus.Reached,
            (WatcherStatus.Reached, WatcherMove.Fire) => WatcherStatus.Fired,
            (WatcherStatus.Reached, WatcherMove.Fail) => WatcherStatus.Failed,
            _ => null,
        };

    public static bool IsOpen(this WatcherStatus status) => status is WatcherStatus.Waiting or WatcherStatus.Reached;

    /// <summary>The word of the API.</summary>
    public static string Word(this WatcherStatus status) => status.ToString().ToLowerInvariant();
}
