using Polpo.Core.Missions.Rules;
using Polpo.Core.Sessions;
using Polpo.Core.Tasks;
using Polpo.Engine.Journal;
using Polpo.Engine.Kernel;
using TaskStatus = Polpo.Core.Tasks.TaskStatus;

namespace Polpo.Core.History.Rules;

/// <summary>Compares the rows with what the facts say of them.</summary>
internal sealed class RowsAgree(TaskMoves tasks, MissionMoves missions)
    : HistoryRule("rows", "What a row says of a task, a mission or a turn is what its facts say.")
{
    private readonly Dictionary<string, TurnStatus> _turns = new(StringComparer.Ordinal);

    public override void See(Fact fact)
    {
        if (fact.Type == TurnRequested.Type)
            _turns[fact.Read<TurnRequested>().Turn.Text] = TurnStatus.Requested;
        else if (fact.Type == TurnEnded.Type)
            _turns[fact.Read<TurnEnded>().Turn.Text] = fact.Read<TurnEnded>().Result;
    }

    /// <summary>What the facts seen so far say.</summary>
    public Expected Expect(IReadOnlyDictionary<string, Usd> costs) =>
        new(
            new Dictionary<string, TaskStatus>(tasks.States, StringComparer.Ordinal),
            missions.States,
            new Dictionary<string, TurnStatus>(_turns, StringComparer.Ordinal),
            costs
        );

    public void Compare(Rows rows, Expected facts, IReadOnlySet<string> changed)
    {
        Compare(rows.Tasks, facts.Tasks, changed, status => status.Word());
        Compare(rows.Missions, facts.Missions, changed, status => status.Word());
        foreach (var (turn, (session, status)) in rows.Turns.Where(pair => !changed.Contains(pair.Value.Session)))
            if (facts.Turns.TryGetValue(turn, out var said) ? said != status : true)
                Break(
                    0,
                    session,
                    $"The row of turn {turn} is {status}, its facts say {(facts.Turns.ContainsKey(turn) ? said : "nothing")}."
                );
    }

    private void Compare<TStatus>(
        IReadOnlyDictionary<string, TStatus> rows,
        IReadOnlyDictionary<string, TStatus> facts,
        IReadOnlySet<string> changed,
        Func<TStatus, string> word
    )
        where TStatus : struct, Enum
    {
        foreach (var (id, status) in facts.Where(pair => !changed.Contains(pair.Key)))
            if (!rows.TryGetValue(id, out var row))
                Break(0, id, "The facts know it, but it has no row.");
            else if (!row.Equals(status))
                Break(0, id, $"Its row is {word(row)}, its facts say {word(status)}.");
        foreach (var id in rows.Keys.Where(id => !facts.ContainsKey(id) && !changed.Contains(id)))
            Break(0, id, "It has a row, but no fact tells of it.");
    }
}
