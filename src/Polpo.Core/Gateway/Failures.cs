using System.ClientModel;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.RegularExpressions;
using Anthropic.Exceptions;
using Polpo.Core.Budgets.Holds;
using Polpo.Core.Models;
using Polpo.Core.Models.Clients;
using Polpo.Core.Models.Providers;
using Polpo.Engine.Kernel;

namespace Polpo.Core.Gateway;

/// <summary>What a failure of a provider means: try again, slow everybody down, or tell the person.</summary>
internal static partial class Failures
{
    /// <summary>529 is Anthropic's "overloaded".</summary>
    private const HttpStatusCode Overloaded = (HttpStatusCode)529;

    /// <summary>What the vendors' libraries throw when a reply that had begun breaks off or turns to garbage.</summary>
    public static bool IsCut(Exception exception) =>
        exception
            is IOException
                or HttpRequestException
                or JsonException
                or AnthropicException
                or ClientResultException
                or FormatException;

    /// <summary>Whether the same request may succeed a little later.</summary>
    public static bool IsTransient(ProviderException failure) =>
        failure.Code != "insufficient_quota"
        && (
            failure.Cut
            || failure.Status
                is null
                    or HttpStatusCode.RequestTimeout
                    or HttpStatusCode.TooManyRequests
                    or >= HttpStatusCode.InternalServerError
        );

    /// <summary>Whether the same account and model will be refused again until a person changes something: key, credit, name, address, budget.</summary>
    public static bool IsFinal(RefusedException refused) =>
        OverBudgetException.Is(refused)
        || refused.InnerException is ProviderException failure
            && (
                failure.Code == "insufficient_quota"
                || failure.Status
                    is HttpStatusCode.Unauthorized
                        or HttpStatusCode.PaymentRequired
                        or HttpStatusCode.Forbidden
                        or HttpStatusCode.NotFound
                        or (>= HttpStatusCode.Ambiguous and < HttpStatusCode.BadRequest)
            );

    /// <summary>Whether the conversation does not fit into the model's window.</summary>
    public static bool IsTooLong(RefusedException refused) =>
        refused.InnerException
            is ProviderException
            {
                Code: ProviderException.TooLong,
                Status: HttpStatusCode.BadRequest or HttpStatusCode.RequestEntityTooLarge
            };

    /// <summary>Whether nobody listened at the provider's address, however often it was tried.</summary>
    public static bool IsUnreachable(RefusedException refused) =>
        refused.InnerException is ProviderException failure && IsUnreachable(failure);

    /// <summary>Whether the provider asks everybody to slow down, not just this request.</summary>
    public static bool IsCrowded(ProviderException failure) =>
        failure.Status is HttpStatusCode.TooManyRequests or Overloaded;

    /// <summary>Nobody listens at the address: trying for long only delays the news.</summary>
    public static bool IsUnreachable(ProviderException failure) =>
        failure.Status is null
        && !failure.Cut
        && failure.InnerException is HttpRequestException { InnerException: SocketException };

    /// <summary>Why the call waits, in a few words.</summary>
    public static string Reason(ProviderException failure, ModelRef model) =>
        failure switch
        {
            { Cut: true } => $"{model.Provider} broke off its reply",
            { Status: HttpStatusCode.TooManyRequests } => $"{model.Provider} limits the rate of requests",
            { Status: Overloaded } => $"{model.Provider} is overloaded",
            { Status: { } status } => $"{model.Provider} answered {(int)status}",
            _ when IsUnreachable(failure) => $"{model.Provider} cannot be reached",
            _ => $"{model.Provider} closed the connection",
        };

    /// <summary>The sentence for the person: which model, which address, which key, what the provider said, what to do.</summary>
    public static RefusedException Refusal(ProviderException failure, ModelRef model, Endpoint? endpoint, int tries)
    {
        var at = endpoint is null ? model.Provider : $"{model.Provider} at {Address(endpoint)}";
        var said = Mask(failure.Message, endpoint).TrimEnd('.');
        var key = endpoint?.KeyVariable is { } variable ? $"the key in {variable}" : "a request without a key";
        var again = tries > 1 ? $" after {tries} tries" : "";
        var (refusal, sentence) = failure.Status switch
        {
            HttpStatusCode.Unauthorized => (
                Engine.Kernel.Refusal.Unavailable,
                $"{at} refused {key}: {said}. {(endpoint?.KeyVariable is { } named ? $"Set a valid one in {named}" : "Give the provider a key")}, and start Polpo again."
            ),
            HttpStatusCode.Forbidden => (
                Engine.Kernel.Refusal.Unavailable,
                $"{at} does not let {key} use {model.Model}: {said}. Use another model or key."
            ),
            HttpStatusCode.PaymentRequired => (
                Engine.Kernel.Refusal.Unavailable,
                $"{at} wants to be paid: {said}. Top up the account or use another model."
            ),
            HttpStatusCode.NotFound => (
                Engine.Kernel.Refusal.NotFound,
                $"{at} does not have {model.Model}: {said}. Check the model's name and the address."
            ),
            HttpStatusCode.RequestEntityTooLarge => (
                Engine.Kernel.Refusal.OverLimit,
                $"{at} found the request too large: {said}. Make the task smaller."
            ),
            HttpStatusCode.TooManyRequests => (
                Engine.Kernel.Refusal.OverLimit,
                $"{at} still limits our requests{again}: {said}. Try again later or raise the account's limits."
            ),
            { } status when (int)status is >= 400 and < 500 => (
                Engine.Kernel.Refusal.Invalid,
                $"{at} refused the request for {model.Model} ({(int)status}): {said}. Check that the model takes tools and the options set for it."
            ),
            { } status when (int)status is >= 300 and < 400 => (
                Engine.Kernel.Refusal.Unavailable,
                $"{at} answered with a redirect ({(int)status}), which is not followed. Correct the base URL."
            ),
            { } status => (
                Engine.Kernel.Refusal.Unavailable,
                $"{at} failed with {(int)status}{again}: {said}. Try again later or use another model."
            ),
            null when failure.Cut => (
                Engine.Kernel.Refusal.Unavailable,
                $"{at} broke off its reply{again}: {said}. Try again later or use another model."
            ),
            null => (
                Engine.Kernel.Refusal.Unavailable,
                $"{at} cannot be reached{again}: {said}. Check the address and that the server runs."
            ),
        };
        return new RefusedException(refusal, sentence, failure);
    }

    /// <summary>Takes keys out of what a provider said: some quote the key that they refuse.</summary>
    internal static string Mask(string said, Endpoint? endpoint)
    {
        if (endpoint?.Key?.Reveal() is { Length: > 3 } key)
            said = said.Replace(key, "[key]", StringComparison.Ordinal);
        return KeyLike().Replace(said, "[key]");
    }

    /// <summary>Without a name or password that somebody wrote into it.</summary>
    private static string Address(Endpoint endpoint) =>
        endpoint
            .Address.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.SafeUnescaped)
            .TrimEnd('/');

    [GeneratedRegex(@"\b(?:sk|pk|gsk|xai|key|AIza)[-_A-Za-z0-9*.]{8,}", RegexOptions.NonBacktracking)]
    private static partial Regex KeyLike();
}
