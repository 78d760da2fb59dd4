namespace Polpo.Engine.Effects;

public enum EffectStatus
{
    Planned,

    /// <summary>Being tried, or tried by a server that died: whether it happened is asked before it is tried again.</summary>
    Started,
    Done,
    Failed,

    /// <summary>Whether it happened cannot be found out; a person has to look.</summary>
    Unknown,
}

public enum EffectMove
{
    Start,
    Succeed,
    Fail,
    Doubt,
    CheckAgain,
}

public static class EffectMachine
{
    extension(EffectStatus status)
    {
        /// <summary>The whole life of an effect. A pair that is not listed is refused.</summary>
        public EffectStatus? After(EffectMove move) =>
            (status, move) switch
            {
                (EffectStatus.Planned, EffectMove.Start) => EffectStatus.Started,
                (EffectStatus.Started, EffectMove.Start) => EffectStatus.Started,
                (EffectStatus.Started, EffectMove.Succeed) => EffectStatus.Done,
                (EffectStatus.Started, EffectMove.Fail) => EffectStatus.Failed,
                (EffectStatus.Started, EffectMove.Doubt) => EffectStatus.Unknown,
                (EffectStatus.Unknown, EffectMove.CheckAgain) => EffectStatus.Started,
                _ => null,
            };

        internal string Word() => status.ToString().ToLowerInvariant();
    }

    internal static string Word(this EffectMove move) =>
        move is EffectMove.CheckAgain ? "be checked again" : move.ToString().ToLowerInvariant();
}
