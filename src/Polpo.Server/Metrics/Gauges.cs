using System.Text;
using Microsoft.EntityFrameworkCore;
using Polpo.Core.Sessions;
using Polpo.Engine.Storage;
using Polpo.Engine.Storage.Upkeep;
using Polpo.Engine.Subjects;

namespace Polpo.Server.Metrics;

/// <summary>How things stand at the moment of the question, in the whole installation.</summary>
internal sealed class Gauges(IDatabase database, SubjectLines queues, IUpkeep upkeep)
{
    public async Task WriteAsync(StringBuilder text, CancellationToken cancellationToken)
    {
        var sessions = await database.ReadAsync(
            db =>
                db.Set<Session>()
                    .GroupBy(row => row.Status)
                    .Select(group => new { group.Key, Count = group.Count() })
                    .ToListAsync(cancellationToken),
            cancellationToken
        );
        Head(text, "polpo_sessions", "Sessions by status.");
        foreach (var status in sessions.OrderBy(one => one.Key))
            Line(text, "polpo_sessions", $"status=\"{status.Key.ToString().ToLowerInvariant()}\"", status.Count);
        var waiting = await queues.ReadAsync(cancellationToken);
        Head(text, "polpo_queue_length", "What is due and not yet taken, by kind of work.");
        foreach (var queue in waiting)
            Line(text, "polpo_queue_length", $"kind=\"{Labels.Escaped(queue.Kind)}\"", queue.Length);
        Head(text, "polpo_queue_age_seconds", "For how long the oldest of them has been due.");
        foreach (var queue in waiting)
            Line(text, "polpo_queue_age_seconds", $"kind=\"{Labels.Escaped(queue.Kind)}\"", queue.Oldest.TotalSeconds);
        var size = await upkeep.SizeAsync(cancellationToken);
        Head(text, "polpo_database_bytes", "The database; log: the write-ahead log of the embedded one.");
        Line(text, "polpo_database_bytes", "part=\"data\"", size.Bytes);
        Line(text, "polpo_database_bytes", "part=\"log\"", size.Log);
    }

    private static void Head(StringBuilder text, string name, string help) =>
        text.Append("# HELP ")
            .Append(name)
            .Append(' ')
            .Append(help)
            .Append('\n')
            .Append("# TYPE ")
            .Append(name)
            .Append(" gauge\n");

    private static void Line(StringBuilder text, string name, string labels, double value) =>
        text.Append(name).Append(Labels.Braced(labels)).Append(' ').Append(Series.Number(value)).Append('\n');
}
