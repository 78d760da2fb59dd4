using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Polpo.Core.Models.Clients;

/// <summary>
/// Turns everything but a success into a <see cref="ProviderException"/> before a vendor's library sees it: one shape of error for all
/// of them, with the Retry-After that they drop.
/// </summary>
internal sealed class ProviderErrors(HttpMessageHandler inner, TimeProvider time) : DelegatingHandler(inner)
{
    private const int LongestMessage = 600;
    private const int LongestBody = 64 * 1024;

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request,
        CancellationToken cancellationToken
    )
    {
        HttpResponseMessage response;
        try
        {
            response = await base.SendAsync(request, cancellationToken);
        }
        catch (HttpRequestException failed)
        {
            throw new ProviderException(failed.Message, failed);
        }
        if (response.IsSuccessStatusCode)
            return response;
        using (response)
        {
            var body = await BodyAsync(response, cancellationToken);
            throw new ProviderException(Message(body))
            {
                Status = response.StatusCode,
                Code = Code(body),
                RetryAfter = RetryAfter(response),
            };
        }
    }

    /// <summary>What the providers say when a conversation does not fit into the model's window.</summary>
    private static readonly string[] TooLong =
    [
        "context_length_exceeded",
        "prompt is too long",
        "exceed_context_size",
        "maximum context length",
    ];

    private static string? Code(string body) =>
        body.Contains("insufficient_quota", StringComparison.Ordinal) ? "insufficient_quota"
        : TooLong.Any(words => body.Contains(words, StringComparison.OrdinalIgnoreCase)) ? ProviderException.TooLong
        : null;

    /// <summary>The sentence inside of an error body in any of the providers' shapes; else the beginning of the body.</summary>
    internal static string Message(string body)
    {
        try
        {
            var root = JsonNode.Parse(body);
            if (root is JsonArray { Count: > 0 } list)
                root = list[0];
            var said = root is JsonObject answer ? answer["error"] ?? answer["message"] ?? answer["detail"] : null;
            if (said is JsonObject inner)
                said = inner["message"] ?? inner["type"];
            if (said is JsonValue value && value.TryGetValue<string>(out var sentence))
                body = sentence;
        }
        catch (JsonException)
        {
            // a proxy's page or plain words: shown as they are
        }
        body = body.Trim();
        return body.Length > LongestMessage ? body[..LongestMessage] + "…" : body;
    }

    private static async Task<string> BodyAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
            var buffer = new byte[LongestBody];
            var read = await stream.ReadAtLeastAsync(
                buffer,
                buffer.Length,
                throwOnEndOfStream: false,
                cancellationToken
            );
            return System.Text.Encoding.UTF8.GetString(buffer, 0, read);
        }
        catch (Exception broken) when (broken is IOException or HttpRequestException)
        {
            return "";
        }
    }

    private TimeSpan? RetryAfter(HttpResponseMessage response)
    {
        if (
            response.Headers.TryGetValues("retry-after-ms", out var values)
            && double.TryParse(values.First(), CultureInfo.InvariantCulture, out var milliseconds)
        )
            return milliseconds >= 0 ? TimeSpan.FromMilliseconds(Math.Min(milliseconds, int.MaxValue)) : null;
        var wait = response.Headers.RetryAfter?.Delta ?? response.Headers.RetryAfter?.Date - time.GetUtcNow();
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait;
    }
}
