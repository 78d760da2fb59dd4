namespace Polpo.Core.Sessions;

public enum SessionStatus
{
    Idle,
    Running,
    Ended,
    Canceled,
}

public enum SessionMove
{
    Request,
    Yield,
    End,
    Cancel,
}

public static class SessionMachine
{
    /// <summary>The whole life of a session. A pair that is not listed is refused.</summary>
    public static SessionStatus? After(this SessionStatus status, SessionMove move) =>
        (status, move) switch
        {
            (SessionStatus.Idle, SessionMove.Request) => SessionStatus.Running,
            (SessionStatus.Running, SessionMove.Yield) => SessionStatus.Idle,
            (SessionStatus.Idle, SessionMove.End) => SessionStatus.Ended,
            (SessionStatus.Idle or SessionStatus.Running, SessionMove.Cancel) => SessionStatus.Canceled,
            _ => null,
        };
}
