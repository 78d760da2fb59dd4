using Microsoft.EntityFrameworkCore;
using Polpo.Core.Approvals.Requests;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage;

namespace Polpo.Core.Schedules.Runs;

/// <summary>What a decision does to a run of a schedule that waited for it, in the decision's own transaction.</summary>
internal sealed class ScheduleApprovals : IApprovalOwner
{
    public const string Owner = "schedule_run";

    public string Kind => Owner;

    public async Task ResolvedAsync(Work work, Approval approval, CancellationToken cancellationToken)
    {
        var id = Id<ScheduleRun>.Parse(approval.OwnerId);
        var run = await work.Db.Set<ScheduleRun>().SingleOrDefaultAsync(row => row.Id == id, cancellationToken);
        if (run is not { Status: ScheduleRunStatus.Pending or ScheduleRunStatus.Claimed })
            return;
        if (approval.Verdict != Verdict.Approve)
            work.EndRun(run, ScheduleRunMove.Cancel, approval.ResolvedBy ?? "system", Refused(approval));
        work.Wake(ScheduleWork.WakeOf(run.Schedule));
    }

    private static string Refused(Approval approval) =>
        approval.ResolvedBy is { } person
            ? $"Rejected by {person} at gate \"{approval.GateName}\"."
            : $"Nobody approved it in time (gate \"{approval.GateName}\").";
}
