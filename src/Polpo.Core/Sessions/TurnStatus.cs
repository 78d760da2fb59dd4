namespace Polpo.Core.Sessions;

public enum TurnStatus
{
    Requested,
    Done,
    Failed,
    Canceled,
}

public enum TurnMove
{
    Finish,
    Fail,
    Cancel,
}

public static class TurnMachine
{
    /// <summary>The whole life of a turn. A pair that is not listed is refused.</summary>
    public static TurnStatus? After(this TurnStatus status, TurnMove move) =>
        (status, move) switch
        {
            (TurnStatus.Requested, TurnMove.Finish) => TurnStatus.Done,
            (TurnStatus.Requested, TurnMove.Fail) => TurnStatus.Failed,
            (TurnStatus.Requested, TurnMove.Cancel) => TurnStatus.Canceled,
            _ => null,
        };
}
