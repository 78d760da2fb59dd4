using Microsoft.EntityFrameworkCore;
using Polpo.Core.Git;
using Polpo.Core.Sandboxes;
using Polpo.Core.Tools;
using Polpo.Engine.Journal;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage;
using Polpo.Engine.Subjects;

namespace Polpo.Core.Sessions.Moving;

/// <summary>Brings a session to the disk of this server: its files as they were last recorded, and a word to the agent about what is gone.</summary>
internal sealed class SessionArrival(
    IDatabase database,
    IJournal journal,
    IGit git,
    ISandboxes sandboxes,
    ToolRegistry tools,
    ServerDisk disk
)
{
    private const int Batch = 500;

    /// <summary>Before anything of a turn runs here. Nothing, when the session stands here already.</summary>
    public async Task ArriveAsync(Owned owner, Session session, Id<Turn> turn, CancellationToken cancellationToken)
    {
        if (disk.IsShared ? session.Disk == disk.Name : git.Find(session.Workspace, session.WorktreeId) is not null)
            return;
        var moved =
            (disk.IsShared && session.Disk is null) || session.WorktreeId != session.Id
                ? null
                : await RestoreAsync(session, turn, cancellationToken);
        if (moved is null && !disk.IsShared)
            return;
        await database.WriteAsync(
            owner,
            async work =>
            {
                var row = await work.Db.Set<Session>().SingleAsync(row => row.Id == session.Id, cancellationToken);
                row.Disk = disk.Name;
                if (moved is not null)
                    work.Append(session.Id, "system", moved);
            },
            cancellationToken
        );
    }

    private async Task<SessionMoved?> RestoreAsync(Session session, Id<Turn> turn, CancellationToken cancellationToken)
    {
        var lost = await LostAsync(session, cancellationToken);
        // On a disk of its own a session loses its files when the installation is restored from a backup, if it had any.
        if (!disk.IsShared && !lost.HadFiles)
            return null;
        // It may have been here before it was elsewhere: what stands here then is old.
        await sandboxes.CloseAsync(session.WorktreeId, cancellationToken);
        await git.RemoveAsync(session.Workspace, session.WorktreeId, cancellationToken);
        if (lost.Commit is { } commit)
            await git.CheckOutAsync(session.Workspace, session.WorktreeId, new CommitId(commit), cancellationToken);
        return new SessionMoved(turn, lost.Commit, lost.Steps, lost.Notice);
    }

    private async Task<LostSteps> LostAsync(Session session, CancellationToken cancellationToken)
    {
        var lost = new LostSteps(tools);
        for (long after = 0; ; )
        {
            var facts = await journal.ReadAsync(session.Workspace, after, Batch, session.Id, cancellationToken);
            foreach (var fact in facts)
                lost.See(fact);
            if (facts.Count < Batch)
                return lost;
            after = facts[^1].Seq;
        }
    }
}
