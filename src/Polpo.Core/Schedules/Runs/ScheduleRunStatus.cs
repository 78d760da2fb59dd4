namespace Polpo.Core.Schedules.Runs;

public enum ScheduleRunStatus
{
    /// <summary>Its time has come.</summary>
    Pending,

    /// <summary>Being started, or started by a server that died meanwhile: nothing has begun yet.</summary>
    Claimed,

    /// <summary>What it started is at work.</summary>
    Running,
    Succeeded,
    Failed,

    /// <summary>Missed, or its turn came while another run was at work.</summary>
    Skipped,
    Cancelled,
}

public enum ScheduleRunMove
{
    Claim,
    Start,
    Succeed,
    Fail,
    Skip,
    Cancel,
}

public static class ScheduleRunMachine
{
    /// <summary>The whole life of a run. A pair that is not listed is refused.</summary>
    public static ScheduleRunStatus? After(this ScheduleRunStatus status, ScheduleRunMove move) =>
        (status, move) switch
        {
            (ScheduleRunStatus.Pending or ScheduleRunStatus.Claimed, ScheduleRunMove.Claim) =>
                ScheduleRunStatus.Claimed,
            (ScheduleRunStatus.Claimed, ScheduleRunMove.Start) => ScheduleRunStatus.Running,
            (ScheduleRunStatus.Claimed or ScheduleRunStatus.Running, ScheduleRunMove.Fail) => ScheduleRunStatus.Failed,
            (ScheduleRunStatus.Running, ScheduleRunMove.Succeed) => ScheduleRunStatus.Succeeded,
            (ScheduleRunStatus.Pending, ScheduleRunMove.Skip) => ScheduleRunStatus.Skipped,
            (ScheduleRunStatus.Pending or ScheduleRunStatus.Claimed, ScheduleRunMove.Cancel) =>
                ScheduleRunStatus.Cancelled,
            _ => null,
        };

    /// <summary>Whether it takes one of the places that <see cref="SchedulePolicy.MaxConcurrency"/> gives.</summary>
    public static bool IsOpen(this ScheduleRunStatus status) =>
        status is ScheduleRunStatus.Pending or ScheduleRunStatus.Claimed or ScheduleRunStatus.Running;

    /// <summary>The word of the API.</summary>
    public static string Word(this ScheduleRunStatus status) => status.ToString().ToLowerInvariant();
}
