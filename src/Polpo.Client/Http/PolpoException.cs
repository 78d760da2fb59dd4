using System.Net;

namespace Polpo.Client;

/// <summary>The server refused: the message says what is so and what to do.</summary>
/// <param name="status">Null when no answer came at all.</param>
public sealed class PolpoException(HttpStatusCode? status, Problem problem, Exception? inner = null)
    : Exception(problem.Detail ?? problem.Title ?? $"The server answered {(int?)status}.", inner)
{
    public HttpStatusCode? Status { get; } = status;

    public Problem Problem { get; } = problem;
}
