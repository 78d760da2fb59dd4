using Microsoft.EntityFrameworkCore;
using Polpo.Core.Sandboxes;
using Polpo.Core.Sessions;
using Polpo.Core.Workspaces;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage;
using Polpo.Engine.Subjects;

namespace Polpo.Core.History.Standing;

internal sealed class NothingRunsOn(IDatabase database, ISandboxes sandboxes, SubjectAudit subjects)
    : StandingRule("processes", "Of a session that has ended and was cleared up after, nothing runs on this machine.")
{
    protected override async Task<IReadOnlyList<Breach>> FindAsync(
        Id<Workspace> workspace,
        CancellationToken cancellationToken
    )
    {
        List<Id<Session>> open = [];
        foreach (var name in await OpenAsync(cancellationToken))
            if (Id<Session>.TryParse(name, out var id))
                open.Add(id);
        if (open.Count == 0)
            return [];
        var ended = await database.ReadAsync(
            db =>
                db.Set<Session>()
                    .Where(row => row.Workspace == workspace && open.Contains(row.Id))
                    .Where(row => row.Status == SessionStatus.Ended || row.Status == SessionStatus.Canceled)
                    .Select(row => row.Id)
                    .ToListAsync(cancellationToken),
            cancellationToken
        );
        if (ended.Count == 0)
            return [];
        var cleared = await subjects.AsleepAsync(
            SessionStore.Kind,
            [.. ended.Select(id => id.Text)],
            cancellationToken
        );
        return [.. cleared.Select(id => new Breach(0, id, "It has ended, and its sandbox is open."))];
    }

    /// <summary>Where no sandbox can be had, none is open.</summary>
    private async Task<IReadOnlyList<string>> OpenAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await sandboxes.ListAsync(cancellationToken);
        }
        catch (RefusedException refused) when (refused.Refusal == Refusal.Unavailable)
        {
            return [];
        }
    }
}
