using Microsoft.EntityFrameworkCore;
using Polpo.Core.Identity;
using Polpo.Core.Workspaces;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage;

namespace Polpo.Core.Sessions;

/// <summary>What people can do to a session.</summary>
public sealed class SessionCommands(IDatabase database, SessionQueries queries, RunningTurns running)
{
    /// <summary>Stops the session now: its turn ends as canceled, its processes are killed. What was checkpointed stays.</summary>
    public async Task<Session> CancelAsync(Id<Session> id, Caller caller, CancellationToken cancellationToken)
    {
        var seen = await queries.GetAsync(id, caller, cancellationToken);
        var session = await database.WriteAsync(
            seen.Workspace,
            async work =>
            {
                var session = await work.Db.Set<Session>().SingleAsync(row => row.Id == id, cancellationToken);
                if (session.Status is SessionStatus.Ended)
                    throw new RefusedException(
                        Refusal.Conflict,
                        $"Session {id} has ended; there is nothing to cancel."
                    );
                await work.CancelSessionAsync(session, $"Canceled by {caller.Name}.", caller.Actor, cancellationToken);
                return session;
            },
            cancellationToken
        );
        running.Cancel(id);
        return session;
    }
}
