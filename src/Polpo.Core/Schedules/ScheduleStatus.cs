namespace Polpo.Core.Schedules;

public enum ScheduleStatus
{
    Active,
    Paused,

    /// <summary>Its one time or its end has come.</summary>
    Completed,
    Deleted,
}

public enum ScheduleMove
{
    Pause,
    Resume,

    /// <summary>Nothing of it comes any more.</summary>
    Complete,

    /// <summary>A completed one gets another time.</summary>
    Renew,
    Delete,
}

public static class ScheduleMachine
{
    /// <summary>The whole life of a schedule. A pair that is not listed is refused.</summary>
    public static ScheduleStatus? After(this ScheduleStatus status, ScheduleMove move) =>
        (status, move) switch
        {
            (ScheduleStatus.Active, ScheduleMove.Pause) => ScheduleStatus.Paused,
            (ScheduleStatus.Paused, ScheduleMove.Resume) => ScheduleStatus.Active,
            (ScheduleStatus.Active, ScheduleMove.Complete) => ScheduleStatus.Completed,
            (ScheduleStatus.Completed, ScheduleMove.Renew) => ScheduleStatus.Active,
            (not ScheduleStatus.Deleted, ScheduleMove.Delete) => ScheduleStatus.Deleted,
            _ => null,
        };

    /// <summary>The word of the API.</summary>
    public static string Word(this ScheduleStatus status) => status.ToString().ToLowerInvariant();
}
