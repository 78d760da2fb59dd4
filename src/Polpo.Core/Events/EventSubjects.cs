using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Polpo.Core.Sessions;
using Polpo.Core.Tasks;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage;

namespace Polpo.Core.Events;

/// <summary>Knows of which task and agent a subject is. What it answers of one never changes, so the latest are remembered.</summary>
internal sealed class EventSubjects(IDatabase database)
{
    private const int Remembered = 2000;

    private readonly ConcurrentDictionary<string, EventSubject> _known = new(StringComparer.Ordinal);

    public async Task<EventSubject> OfAsync(string subject, CancellationToken cancellationToken)
    {
        if (_known.TryGetValue(subject, out var known))
            return known;
        var found = await database.ReadAsync(db => FindAsync(db, subject, cancellationToken), cancellationToken);
        if (found is null)
            return EventSubject.Unknown;
        if (_known.Count >= Remembered)
            _known.Clear();
        return _known[subject] = found;
    }

    private static async Task<EventSubject?> FindAsync(PolpoDb db, string subject, CancellationToken cancellationToken)
    {
        if (Id<AgentTask>.TryParse(subject, out var task))
            return await TaskAsync(db, task, null, cancellationToken);
        if (!Id<Session>.TryParse(subject, out var id))
            return null;
        var session = await db.Set<Session>()
            .Where(row => row.Id == id)
            .Select(row => new { row.DriverId, row.Agent })
            .SingleOrDefaultAsync(cancellationToken);
        if (session is null)
            return null;
        var own = new EventSubject(null, null, session.Agent, null);
        return Id<AgentTask>.TryParse(session.DriverId, out var driver)
            ? await TaskAsync(db, driver, session.Agent, cancellationToken) ?? own
            : own;
    }

    private static async Task<EventSubject?> TaskAsync(
        PolpoDb db,
        Id<AgentTask> id,
        string? agent,
        CancellationToken cancellationToken
    )
    {
        var task = await db.Set<AgentTask>()
            .Where(row => row.Id == id)
            .Select(row => new
            {
                row.Title,
                row.Spec,
                row.AssignTo,
                row.MaxRetries,
            })
            .SingleOrDefaultAsync(cancellationToken);
        return task is null
            ? null
            : new EventSubject(id, task.Title, agent ?? task.Spec.AssignTo ?? task.AssignTo, task.MaxRetries);
    }
}
