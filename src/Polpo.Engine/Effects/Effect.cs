using Polpo.Engine.Kernel;

namespace Polpo.Engine.Effects;

/// <summary>Something done once to the outside (a push, a comment, a webhook …): journaled as an intent before it is tried, and known afterwards as done, failed or unknown.</summary>
public sealed class Effect : IIdentified
{
    public static string Prefix => "eff";

    public required Id<Effect> Id { get; init; }

    public required string Workspace { get; init; }

    /// <summary>Names the <see cref="IEffect"/> that performs it.</summary>
    public required string Kind { get; init; }

    /// <summary>Unique in the workspace; an intent with a key that is there is that intent. The outside gets it where it takes one.</summary>
    public required string Key { get; init; }

    /// <summary>What it is about, such as a task's id; its facts stand there.</summary>
    public required string Subject { get; init; }

    public required string Actor { get; init; }

    /// <summary>What its <see cref="IEffect"/> needs to know, as JSON.</summary>
    public required string Body { get; init; }

    public EffectStatus Status { get; private set; } = EffectStatus.Planned;

    /// <summary>How often it was tried.</summary>
    public int Attempts { get; private set; }

    /// <summary>What the outside answered, or why it failed or is unknown.</summary>
    public string? Outcome { get; private set; }

    public required DateTimeOffset PlannedAt { get; init; }

    /// <exception cref="RefusedException">An effect in this state cannot do that.</exception>
    internal void Make(EffectMove move, string? outcome = null)
    {
        Status =
            Status.After(move)
            ?? throw new RefusedException(Refusal.Conflict, $"A {Kind} that is {Status.Word()} cannot {move.Word()}.");
        Attempts += move is EffectMove.Start ? 1 : 0;
        Outcome = outcome ?? Outcome;
    }
}
