using System.Text.Json;
using Polpo.Core.Sessions;
using Polpo.Engine.Journal;

namespace Polpo.Core.History.Rules;

internal sealed class TurnsRunOnce()
    : HistoryRule(
        "turns",
        "A session has one turn at a time, numbered in order; nothing happens in a turn before it is asked for or after it has ended."
    )
{
    private readonly Dictionary<string, Seen> _sessions = new(StringComparer.Ordinal);

    public override void See(Fact fact)
    {
        if (fact.Type == SessionCreated.Type)
        {
            if (!_sessions.TryAdd(fact.Subject, new Seen()))
                Break(fact, "It is created twice.");
        }
        else if (_sessions.TryGetValue(fact.Subject, out var session))
            See(fact, session);
    }

    private void See(Fact fact, Seen session)
    {
        if (fact.Type == TurnRequested.Type)
            Begin(fact, session, fact.Read<TurnRequested>());
        else if (fact.Type is "session.ended" or "session.canceled")
        {
            if (session.Open is not null)
                Break(fact, $"The session ends while turn {session.Open} is open.");
            session.Over = true;
        }
        else if (TurnOf(fact) is { } turn)
        {
            if (turn != session.Open)
                Break(fact, $"{fact.Type} belongs to turn {turn}, but {session.Open ?? "none"} is open.");
            if (fact.Type == TurnEnded.Type)
                session.Open = null;
        }
    }

    private void Begin(Fact fact, Seen session, TurnRequested asked)
    {
        if (session.Over)
            Break(fact, "A turn is asked for in a session that has ended.");
        if (session.Open is not null)
            Break(fact, $"A turn is asked for while turn {session.Open} is open.");
        if (asked.Number != session.Turns + 1)
            Break(fact, $"Turn number {asked.Number} follows {session.Turns}.");
        session.Turns = asked.Number;
        session.Open = asked.Turn.Text;
    }

    private static string? TurnOf(Fact fact)
    {
        using var body = JsonDocument.Parse(fact.Body);
        return body.RootElement.TryGetProperty("turn", out var turn) ? turn.GetString() : null;
    }

    private sealed class Seen
    {
        public string? Open { get; set; }

        public int Turns { get; set; }

        public bool Over { get; set; }
    }
}
