using Polpo.Core.Approvals.Deadlines;
using Polpo.Core.Missions.Runs;
using Polpo.Engine.Storage;

namespace Polpo.Core.Missions.Deadlines;

internal static class DeadlineWork
{
    public const string Entity = "mission";

    /// <summary>It is completed; if that is in time, it is said.</summary>
    public static void MeetDeadline(this Work work, Mission mission, MissionRun run, DateTimeOffset deadline)
    {
        if (work.Now > deadline || run.State.Sla.After(SlaMove.Meet) is not { } met)
            return;
        run.State = run.State with { Sla = met };
        var margin = (long)(deadline - work.Now).TotalMilliseconds;
        work.Append(mission.Id, "system", new SlaMet(Entity, deadline, margin));
    }
}
