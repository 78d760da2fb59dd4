namespace Polpo.Engine.Kernel;

/// <summary>Why a request was refused. Each door has one table from these to its own errors.</summary>
public enum Refusal
{
    Invalid,
    Unauthenticated,
    Forbidden,
    NotFound,
    Conflict,
    OverLimit,
    Unavailable,
}

/// <summary>The only exception that the domain throws on purpose. Its message says to the person or agent who asked what is so and what would help.</summary>
public sealed class RefusedException(Refusal refusal, string message, Exception? inner = null)
    : Exception(message, inner)
{
    public Refusal Refusal { get; } = refusal;
}
