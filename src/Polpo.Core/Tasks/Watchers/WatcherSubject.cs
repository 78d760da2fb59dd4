using Microsoft.EntityFrameworkCore;
using Polpo.Core.Access;
using Polpo.Core.Tasks.Watchers.Actions;
using Polpo.Core.Workspaces.Membership;
using Polpo.Engine.Journal;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage;
using Polpo.Engine.Subjects;

namespace Polpo.Core.Tasks.Watchers;

/// <summary>Does what the watchers of one task have their reason for: each once, whatever happens to the server meanwhile.</summary>
internal sealed class WatcherSubject(IDatabase database, Mandates mandates, WatcherActions actions) : ISubjectHandler
{
    private const int LongestError = 2000;

    /// <summary>What it acts upon may change at the same moment.</summary>
    private const int Tries = 3;

    public string Kind => WatcherWork.Kind;

    public int MaxConcurrency => 16;

    public async Task<Next> RunAsync(Owned subject, CancellationToken cancellationToken)
    {
        var task = Id<AgentTask>.Parse(subject.Id);
        var reached = await database.ReadAsync(
            db =>
                db.Set<TaskWatcher>()
                    .Where(row => row.Task == task && row.Status == WatcherStatus.Reached)
                    .OrderBy(row => row.Id)
                    .ToListAsync(cancellationToken),
            cancellationToken
        );
        foreach (var watcher in reached)
            await FireAsync(subject, watcher, cancellationToken);
        return Next.WhenWoken;
    }

    private async Task FireAsync(Owned subject, TaskWatcher watcher, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await ActAsync(subject, watcher, cancellationToken);
                return;
            }
            catch (RefusedException refused) when (refused.Refusal == Refusal.Conflict && attempt < Tries)
            {
                // It may be free at the next look.
            }
            catch (RefusedException refused) when (refused.Refusal != Refusal.Unavailable)
            {
                await FailAsync(subject, watcher.Id, refused.Message, cancellationToken);
                return;
            }
        }
    }

    private async Task ActAsync(Owned subject, TaskWatcher seen, CancellationToken cancellationToken)
    {
        // A watcher never does what its owner could not, whatever they could when they made it.
        var mandate = await mandates.OfAsync(
            seen.Workspace,
            seen.Caller,
            PermissionKeys.SessionsCreate,
            seen.Action,
            cancellationToken
        );
        if (mandate.Workspace is not { } workspace)
            throw new RefusedException(Refusal.Forbidden, mandate.Lost!); // one of the two is there
        await database.WriteAsync(
            subject,
            async work =>
            {
                if (await FindAsync(work, seen.Id, cancellationToken) is not { } watcher)
                    return;
                var order = new WatcherOrder(watcher, workspace, mandate.Caller);
                var deed = await actions.Of(watcher.Action).ActAsync(work, order, cancellationToken);
                watcher.Reference = deed.Reference;
                watcher.Make(WatcherMove.Fire, work.Now);
                var (target, kind) = (watcher.TargetStatus, watcher.ActionKind);
                var fired = new WatcherFired(watcher.Id, target, kind, deed.Reference, deed.Message);
                work.Append(watcher.Task, watcher.Owner, fired);
            },
            cancellationToken
        );
    }

    private Task FailAsync(Owned subject, Id<TaskWatcher> id, string reason, CancellationToken cancellationToken) =>
        database.WriteAsync(
            subject,
            async work =>
            {
                if (await FindAsync(work, id, cancellationToken) is not { } watcher)
                    return;
                watcher.Error = FactText.Start(reason, LongestError);
                watcher.Make(WatcherMove.Fail, work.Now);
                work.Append(
                    watcher.Task,
                    "system",
                    new WatcherFailed(watcher.Id, watcher.TargetStatus, watcher.ActionKind, watcher.Error)
                );
            },
            cancellationToken
        );

    /// <summary>Null when it was removed meanwhile.</summary>
    private static Task<TaskWatcher?> FindAsync(Work work, Id<TaskWatcher> id, CancellationToken cancellationToken) =>
        work
            .Db.Set<TaskWatcher>()
            .SingleOrDefaultAsync(row => row.Id == id && row.Status == WatcherStatus.Reached, cancellationToken);
}
