using Polpo.Engine.Journal;
using Polpo.Engine.Kernel;

namespace Polpo.Engine.Effects;

/// <summary>Something is going to be done to the outside.</summary>
public sealed record EffectPlanned(Id<Effect> Effect, string Kind, string Key) : IFact
{
    public static string Type => "effect.planned";
}

/// <summary>It happened, once.</summary>
public sealed record EffectDone(Id<Effect> Effect, string Kind, string? Outcome = null) : IFact
{
    public static string Type => "effect.done";
}

/// <summary>It did not happen and will not be tried again.</summary>
public sealed record EffectFailed(Id<Effect> Effect, string Kind, string Reason) : IFact
{
    public static string Type => "effect.failed";
}

/// <summary>Whether it happened could not be found out; a person has to look.</summary>
public sealed record EffectUnknown(Id<Effect> Effect, string Kind, string Reason) : IFact
{
    public static string Type => "effect.unknown";
}
