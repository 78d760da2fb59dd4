namespace Polpo.Runner;

/// <summary>A refusal for the person or agent who asked: what is so, and what to do. <paramref name="code"/> is a <c>Refusal</c> by name.</summary>
internal sealed class RunnerFault(string code, string message, Exception? inner = null) : Exception(message, inner)
{
    public const string Forbidden = "Forbidden";

    public string Code { get; } = code;

    public static RunnerFault Invalid(string message) => new("Invalid", message);

    public static RunnerFault NotFound(string message) => new("NotFound", message);

    public static RunnerFault Conflict(string message) => new("Conflict", message);

    public static RunnerFault Unavailable(string message, Exception? inner = null) =>
        new("Unavailable", message, inner);
}
