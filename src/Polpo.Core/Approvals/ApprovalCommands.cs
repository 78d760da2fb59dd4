using Microsoft.EntityFrameworkCore;
using Polpo.Core.Approvals.Requests;
using Polpo.Core.Identity;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage;

namespace Polpo.Core.Approvals;

/// <summary>Decides what waits for a person: gates, side effects, escalations and checkpoints alike.</summary>
public sealed class ApprovalCommands
{
    private const int LongestNote = 8000;

    private readonly IDatabase _database;
    private readonly ApprovalQueries _queries;
    private readonly Decisions _decisions;

    internal ApprovalCommands(IDatabase database, ApprovalQueries queries, Decisions decisions) =>
        (_database, _queries, _decisions) = (database, queries, decisions);

    /// <param name="id">The request's own id, or the id of what waits.</param>
    public Task<Approval> ApproveAsync(string id, string? note, Caller caller, CancellationToken cancellationToken) =>
        DecideAsync(id, ApprovalMove.Approve, note, caller, cancellationToken);

    /// <summary>With feedback the work is done once more by it; without, it fails.</summary>
    /// <param name="id">The request's own id, or the id of what waits.</param>
    public Task<Approval> RejectAsync(
        string id,
        string? feedback,
        Caller caller,
        CancellationToken cancellationToken
    ) =>
        DecideAsync(
            id,
            string.IsNullOrWhiteSpace(feedback) ? ApprovalMove.Reject : ApprovalMove.Revise,
            feedback,
            caller,
            cancellationToken
        );

    private async Task<Approval> DecideAsync(
        string id,
        ApprovalMove move,
        string? note,
        Caller caller,
        CancellationToken cancellationToken
    )
    {
        if (note?.Length > LongestNote)
            throw new RefusedException(
                Refusal.Invalid,
                $"The text has {note.Length} characters; at most {LongestNote} are kept. Shorten it."
            );
        var said = string.IsNullOrWhiteSpace(note) ? null : note;
        var seen = await _queries.FindAsync(id, caller, cancellationToken);
        return await _database.WriteAsync(
            seen.Workspace,
            async work =>
            {
                var approval = await work.Db.Set<Approval>().SingleAsync(row => row.Id == seen.Id, cancellationToken);
                if (move == ApprovalMove.Approve)
                    await ApproverRule.CheckAsync(work, approval, caller, cancellationToken);
                await _decisions.DecideAsync(
                    work,
                    approval,
                    move,
                    (caller.Actor, caller.Name),
                    said,
                    cancellationToken
                );
                return approval;
            },
            cancellationToken
        );
    }
}
