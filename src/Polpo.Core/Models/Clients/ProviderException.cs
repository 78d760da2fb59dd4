using System.Net;

namespace Polpo.Core.Models.Clients;

/// <summary>What a provider answered instead of a reply, or why nothing was answered.</summary>
internal sealed class ProviderException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>The conversation does not fit into the model's window, in our word for it.</summary>
    public const string TooLong = "context_length_exceeded";

    /// <summary>Null: no answer came, or it broke off.</summary>
    public HttpStatusCode? Status { get; init; }

    /// <summary>The provider's own word for the error, such as <c>insufficient_quota</c>.</summary>
    public string? Code { get; init; }

    /// <summary>How long the provider asked to wait.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The reply had begun and broke off.</summary>
    public bool Cut { get; init; }
}
