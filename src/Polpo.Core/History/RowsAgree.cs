using Microsoft.EntityFrameworkCore;
using Polpo.Core.History.Rules;
using Polpo.Core.Sessions;
using Polpo.Core.Tasks;
using Polpo.Core.Workspaces;
using Polpo.Engine.Journal;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage;
using TaskStatus = Polpo.Core.Tasks.TaskStatus;

namespace Polpo.Core.History;

/// <summary>Compares the rows with what the facts say of them.</summary>
internal sealed class RowsAgree(TaskMoves tasks)
    : HistoryRule("rows", "What a row says of a task or a turn is what its facts say.")
{
    private readonly Dictionary<string, TurnStatus> _turns = new(StringComparer.Ordinal);

    public override void See(Fact fact)
    {
        if (fact.Type == TurnRequested.Type)
            _turns[fact.Read<TurnRequested>().Turn.Text] = TurnStatus.Requested;
        else if (fact.Type == TurnEnded.Type)
            _turns[fact.Read<TurnEnded>().Turn.Text] = fact.Read<TurnEnded>().Result;
    }

    /// <param name="facts">What the rows have to agree with, by a copy: more facts may be seen meanwhile.</param>
    public void Compare(Rows rows, Expected facts, IReadOnlySet<string> changed)
    {
        foreach (var (task, status) in facts.Tasks.Where(pair => !changed.Contains(pair.Key)))
            if (!rows.Tasks.TryGetValue(task, out var row))
                Break(0, task, "The facts know it, but it has no row.");
            else if (row != status)
                Break(0, task, $"Its row is {row.Word()}, its facts say {status.Word()}.");
        foreach (var task in rows.Tasks.Keys.Where(task => !facts.Tasks.ContainsKey(task) && !changed.Contains(task)))
            Break(0, task, "It has a row, but no fact tells of it.");
        foreach (var (turn, (session, status)) in rows.Turns.Where(pair => !changed.Contains(pair.Value.Session)))
            if (facts.Turns.TryGetValue(turn, out var said) ? said != status : true)
                Break(
                    0,
                    session,
                    $"The row of turn {turn} is {status}, its facts say {(facts.Turns.ContainsKey(turn) ? said : "nothing")}."
                );
    }

    /// <summary>What the facts seen so far say.</summary>
    public Expected Now => new(new(tasks.States, StringComparer.Ordinal), new(_turns, StringComparer.Ordinal));

    public sealed record Expected(Dictionary<string, TaskStatus> Tasks, Dictionary<string, TurnStatus> Turns);

    public sealed record Rows(
        IReadOnlyDictionary<string, TaskStatus> Tasks,
        IReadOnlyDictionary<string, (string Session, TurnStatus Status)> Turns
    )
    {
        public static async Task<Rows> ReadAsync(
            PolpoDb db,
            Id<Workspace> workspace,
            CancellationToken cancellationToken
        )
        {
            var tasks = await db.Set<AgentTask>()
                .Where(row => row.Workspace == workspace)
                .Select(row => new { row.Id, row.Status })
                .ToListAsync(cancellationToken);
            var turns = await db.Set<Turn>()
                .Join(
                    db.Set<Session>().Where(row => row.Workspace == workspace),
                    turn => turn.Session,
                    session => session.Id,
                    (turn, session) =>
                        new
                        {
                            turn.Id,
                            turn.Session,
                            turn.Status,
                        }
                )
                .ToListAsync(cancellationToken);
            return new(
                tasks.ToDictionary(row => row.Id.Text, row => row.Status, StringComparer.Ordinal),
                turns.ToDictionary(row => row.Id.Text, row => (row.Session.Text, row.Status), StringComparer.Ordinal)
            );
        }
    }
}
