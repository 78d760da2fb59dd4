using Microsoft.EntityFrameworkCore;
using Polpo.Core.Sessions;
using Polpo.Engine.Journal;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage;

namespace Polpo.Core.Assessment;

/// <summary>Waits for a turn of a session to end, by the journal.</summary>
internal sealed class TurnWait(IDatabase database, IJournal journal)
{
    public async Task<Turn> ForAsync(Session session, string key, CancellationToken cancellationToken)
    {
        var head = await journal.HeadAsync(session.Workspace, cancellationToken);
        var turn = await ReadAsync(session.Id, key, cancellationToken);
        if (turn.Status != TurnStatus.Requested)
            return turn;
        await foreach (var fact in journal.FollowAsync(session.Workspace, head, session.Id, cancellationToken))
        {
            if (fact.Type == TurnEnded.Type)
                break;
        }
        return await ReadAsync(session.Id, key, cancellationToken);
    }

    private Task<Turn> ReadAsync(Id<Session> session, string key, CancellationToken cancellationToken) =>
        database.ReadAsync(
            db => db.Set<Turn>().SingleAsync(row => row.Session == session && row.Key == key, cancellationToken),
            cancellationToken
        );
}
