namespace Polpo.Core.Missions.Rules;

public enum MissionStatus
{
    Draft,

    /// <summary>Runs once, at its time.</summary>
    Scheduled,

    /// <summary>Runs again and again, at its times.</summary>
    Recurring,
    Active,

    /// <summary>At a checkpoint, or by a person's word: nothing new begins.</summary>
    Paused,
    Completed,
    Failed,
    Cancelled,
}

public enum MissionMove
{
    /// <summary>A time was set for one run.</summary>
    Schedule,

    /// <summary>Times were set for many runs.</summary>
    Recur,

    /// <summary>Its times were taken away.</summary>
    Unschedule,

    /// <summary>A new run begins.</summary>
    Execute,
    Pause,

    /// <summary>The run goes on.</summary>
    Resume,

    /// <summary>Everything is done, and good enough.</summary>
    Complete,

    /// <summary>A task failed, the score is below the threshold, a person rejected it, or its deadline has passed.</summary>
    Fail,

    /// <summary>A run of many has ended, whatever came of it.</summary>
    AwaitNext,

    /// <summary>A person aborts it.</summary>
    Cancel,

    /// <summary>The last of its times has passed.</summary>
    Expire,
}

public static class MissionMachine
{
    /// <summary>The whole life of a mission. A pair that is not listed is refused, over every door.</summary>
    public static MissionStatus? After(this MissionStatus status, MissionMove move) =>
        (status, move) switch
        {
            (MissionStatus.Draft, MissionMove.Schedule) => MissionStatus.Scheduled,
            (MissionStatus.Draft, MissionMove.Recur) => MissionStatus.Recurring,
            (MissionStatus.Scheduled or MissionStatus.Recurring, MissionMove.Unschedule) => MissionStatus.Draft,
            (
                MissionStatus.Draft
                    or MissionStatus.Scheduled
                    or MissionStatus.Recurring
                    or MissionStatus.Failed
                    or MissionStatus.Cancelled,
                MissionMove.Execute
            ) => MissionStatus.Active,
            (MissionStatus.Active, MissionMove.Pause) => MissionStatus.Paused,
            (MissionStatus.Paused or MissionStatus.Failed, MissionMove.Resume) => MissionStatus.Active,
            (MissionStatus.Active, MissionMove.Complete) => MissionStatus.Completed,
            (MissionStatus.Active or MissionStatus.Paused, MissionMove.Fail) => MissionStatus.Failed,
            (MissionStatus.Active or MissionStatus.Paused, MissionMove.AwaitNext) => MissionStatus.Recurring,
            (
                MissionStatus.Active
                    or MissionStatus.Paused
                    or MissionStatus.Scheduled
                    or MissionStatus.Recurring,
                MissionMove.Cancel
            ) => MissionStatus.Cancelled,
            (MissionStatus.Recurring, MissionMove.Expire) => MissionStatus.Completed,
            _ => null,
        };

    /// <summary>Whether a run of it is under way.</summary>
    public static bool Runs(this MissionStatus status) => status is MissionStatus.Active or MissionStatus.Paused;

    /// <summary>The word of the API.</summary>
    public static string Word(this MissionStatus status) => status.ToString().ToLowerInvariant();
}
