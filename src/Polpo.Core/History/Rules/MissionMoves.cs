using Polpo.Core.Missions;
using Polpo.Core.Missions.Rules;
using Polpo.Engine.Journal;

namespace Polpo.Core.History.Rules;

internal sealed class MissionMoves()
    : HistoryRule(
        "missions",
        "A mission goes from state to state as its state machine says; its runs are numbered in order, one at a time, and each end is told once."
    )
{
    private readonly Dictionary<string, Seen> _missions = new(StringComparer.Ordinal);

    /// <summary>Where each mission stands after the facts seen; a deleted one is not among them.</summary>
    public Dictionary<string, MissionStatus> States =>
        _missions.ToDictionary(pair => pair.Key, pair => pair.Value.Status, StringComparer.Ordinal);

    public override void See(Fact fact)
    {
        if (fact.Type == MissionCreated.Type)
        {
            if (!_missions.TryAdd(fact.Subject, new Seen()))
                Break(fact, "It is created twice.");
        }
        else if (fact.Type == MissionDeleted.Type)
            _missions.Remove(fact.Subject);
        else if (_missions.TryGetValue(fact.Subject, out var mission))
            See(fact, mission);
        else if (fact.Type == MissionMoved.Type)
            Break(fact, "It moves, but was never created.");
    }

    private void See(Fact fact, Seen mission)
    {
        if (fact.Type == MissionMoved.Type)
            Move(fact, mission, fact.Read<MissionMoved>());
        else if (fact.Type == MissionExecuted.Type)
            Execute(fact, mission, fact.Read<MissionExecuted>());
        else if (fact.Type == MissionResumed.Type)
            mission.Ended = false;
        else if (fact.Type == MissionEnded.Type)
            End(fact, mission, fact.Read<MissionEnded>().Run.Text);
    }

    private void Move(Fact fact, Seen mission, MissionMoved moved)
    {
        if (mission.Status != moved.From)
            Break(fact, $"It moves from {moved.From.Word()}, but stood at {mission.Status.Word()}.");
        if (moved.From.After(moved.Move) != moved.To)
            Break(fact, $"{moved.From.Word()} does not become {moved.To.Word()} by {moved.Move}.");
        mission.Status = moved.To;
    }

    private void Execute(Fact fact, Seen mission, MissionExecuted executed)
    {
        if (!mission.Ended)
            Break(fact, $"Run {executed.Number} begins, but the one before it has not ended.");
        if (executed.Number != mission.Runs + 1)
            Break(fact, $"Run {executed.Number} follows {mission.Runs}.");
        (mission.Runs, mission.Run, mission.Ended) = (executed.Number, executed.Run.Text, false);
    }

    private void End(Fact fact, Seen mission, string run)
    {
        if (mission.Run != run || mission.Ended)
            Break(fact, $"Run {run} ends, which is not under way.");
        mission.Ended = true;
    }

    private sealed class Seen
    {
        public MissionStatus Status { get; set; }

        public int Runs { get; set; }

        public string? Run { get; set; }

        public bool Ended { get; set; } = true;
    }
}
