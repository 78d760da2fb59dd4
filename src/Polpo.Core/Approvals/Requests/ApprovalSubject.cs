using Microsoft.EntityFrameworkCore;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage;
using Polpo.Engine.Subjects;

namespace Polpo.Core.Approvals.Requests;

/// <summary>The time-out of a request: a due time that outlives every restart.</summary>
internal sealed class ApprovalSubject(IDatabase database, Decisions decisions, TimeProvider time) : ISubjectHandler
{
    public string Kind => ApprovalWork.Kind;

    public int MaxConcurrency => 16;

    public async Task<Next> RunAsync(Owned subject, CancellationToken cancellationToken)
    {
        try
        {
            return await database.WriteAsync(
                subject,
                work => LookAsync(work, subject, cancellationToken),
                cancellationToken
            );
        }
        catch (RefusedException refused) when (refused.Refusal == Refusal.Conflict)
        {
            // A person decided at the same moment: look again.
            return Next.At(time.GetUtcNow());
        }
    }

    private async Task<Next> LookAsync(Work work, Owned subject, CancellationToken cancellationToken)
    {
        var id = Id<Approval>.Parse(subject.Id);
        var approval = await work.Db.Set<Approval>().SingleOrDefaultAsync(row => row.Id == id, cancellationToken);
        if (approval is not { Status: ApprovalStatus.Pending, DueAt: { } due })
            return Next.WhenWoken;
        if (work.Now < due)
            return Next.At(due);
        await decisions.DecideAsync(work, approval, ApprovalMove.Expire, ("system", null), null, cancellationToken);
        return Next.WhenWoken;
    }
}
