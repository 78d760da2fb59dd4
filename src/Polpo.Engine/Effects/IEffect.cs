using Polpo.Engine.Kernel;

namespace Polpo.Engine.Effects;

/// <summary>Performs one kind of effect. After a crash it is probed first, and performed only if it surely has not happened.</summary>
public interface IEffect
{
    string Kind { get; }

    /// <returns>What the outside answered, such as an address; kept with the effect.</returns>
    /// <exception cref="RefusedException">It surely has not happened and is not to be tried again. Any other exception: it may have happened; it is probed and tried again.</exception>
    Task<string?> PerformAsync(Effect effect, CancellationToken cancellationToken);

    /// <summary>Asks the outside whether it has happened.</summary>
    Task<EffectProbe> ProbeAsync(Effect effect, CancellationToken cancellationToken);
}

/// <summary>What the outside says about an effect that was tried.</summary>
public sealed record EffectProbe
{
    private EffectProbe(bool? happened, string? outcome)
    {
        Happened = happened;
        Outcome = outcome;
    }

    /// <summary>Null: it cannot be found out.</summary>
    public bool? Happened { get; }

    public string? Outcome { get; }

    public static EffectProbe Done(string? outcome) => new(true, outcome);

    public static EffectProbe NotDone { get; } = new(false, null);

    public static EffectProbe Unknown(string reason) => new(null, reason);
}
