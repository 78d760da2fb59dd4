using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Polpo.Client;

/// <summary>Sends requests and turns answers into records and refusals into <see cref="PolpoException"/>.</summary>
internal sealed class Api(HttpClient http)
{
    public Task<T> GetAsync<T>(string path, CancellationToken cancellationToken) =>
        SendAsync<T>(HttpMethod.Get, path, null, cancellationToken);

    public Task<T> PostAsync<T>(string path, object? body, CancellationToken cancellationToken) =>
        SendAsync<T>(HttpMethod.Post, path, body, cancellationToken);

    public Task<T> PutAsync<T>(string path, object body, CancellationToken cancellationToken) =>
        SendAsync<T>(HttpMethod.Put, path, body, cancellationToken);

    public Task<T> PatchAsync<T>(string path, object body, CancellationToken cancellationToken) =>
        SendAsync<T>(HttpMethod.Patch, path, body, cancellationToken);

    /// <param name="ifMatch">The revision that was seen; null: whichever there is.</param>
    public Task<T> SendAsync<T>(
        HttpMethod method,
        string path,
        object? body,
        int? ifMatch,
        CancellationToken cancellationToken
    ) => SendAsync<T>(method, path, body, cancellationToken, ifMatch);

    public Task DeleteAsync(string path, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Delete, path, cancellationToken);

    /// <summary>Without a body, and none is answered.</summary>
    public Task PutAsync(string path, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Put, path, cancellationToken);

    private async Task SendAsync(HttpMethod method, string path, CancellationToken cancellationToken)
    {
        using var response = await RespondAsync(
            method,
            path,
            null,
            HttpCompletionOption.ResponseContentRead,
            cancellationToken
        );
    }

    /// <summary>The answer's stream, open for as long as the server writes to it.</summary>
    public Task<HttpResponseMessage> OpenAsync(string path, string? lastEventId, CancellationToken cancellationToken) =>
        RespondAsync(
            HttpMethod.Get,
            path,
            null,
            HttpCompletionOption.ResponseHeadersRead,
            cancellationToken,
            lastEventId
        );

    /// <summary>A query string of those values that are not null.</summary>
    public static string Query(params ReadOnlySpan<(string Name, object? Value)> values)
    {
        var parts = new List<string>();
        foreach (var (name, value) in values)
        {
            if (Convert.ToString(value, CultureInfo.InvariantCulture) is { Length: > 0 } text)
                parts.Add($"{name}={Uri.EscapeDataString(text)}");
        }
        return parts.Count == 0 ? "" : "?" + string.Join('&', parts);
    }

    private async Task<T> SendAsync<T>(
        HttpMethod method,
        string path,
        object? body,
        CancellationToken cancellationToken,
        int? ifMatch = null
    )
    {
        using var response = await RespondAsync(
            method,
            path,
            body,
            HttpCompletionOption.ResponseContentRead,
            cancellationToken,
            ifMatch: ifMatch
        );
        try
        {
            return await response.Content.ReadFromJsonAsync<T>(Wire.Json, cancellationToken)
                ?? throw new JsonException("the answer is null");
        }
        catch (JsonException exception)
        {
            var detail =
                $"The server's answer to {method} {path} was not understood. Is it a Polpo server of the same version?";
            throw new PolpoException(response.StatusCode, new Problem(null, "Not understood", null, detail), exception);
        }
    }

    private async Task<HttpResponseMessage> RespondAsync(
        HttpMethod method,
        string path,
        object? body,
        HttpCompletionOption completion,
        CancellationToken cancellationToken,
        string? lastEventId = null,
        int? ifMatch = null
    )
    {
        using var request = new HttpRequestMessage(method, "api/v1/" + path);
        if (body is not null)
            request.Content = body as HttpContent ?? JsonContent.Create(body, body.GetType(), options: Wire.Json);
        if (lastEventId is not null)
            request.Headers.TryAddWithoutValidation("Last-Event-ID", lastEventId);
        if (ifMatch is not null)
            request.Headers.TryAddWithoutValidation("If-Match", $"\"{ifMatch}\"");
        HttpResponseMessage response;
        try
        {
            response = await http.SendAsync(request, completion, cancellationToken);
        }
        catch (HttpRequestException exception)
        {
            var detail = $"No Polpo server answers at {http.BaseAddress}: {exception.Message}";
            throw new PolpoException(null, new Problem(null, "No answer", null, detail), exception);
        }
        if (response.IsSuccessStatusCode)
            return response;
        using (response)
            throw new PolpoException(response.StatusCode, await ProblemAsync(response, cancellationToken));
    }

    private static async Task<Problem> ProblemAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var fallback =
            response.StatusCode == HttpStatusCode.Unauthorized
                ? "The server does not know you. Sign in, or give a valid key."
                : $"The server answered {(int)response.StatusCode} {response.ReasonPhrase}.";
        try
        {
            var problem = await response.Content.ReadFromJsonAsync<Problem>(Wire.Json, cancellationToken);
            return problem?.Detail is null
                ? new Problem(null, problem?.Title, (int)response.StatusCode, problem?.Title ?? fallback)
                : problem;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return new Problem(null, null, (int)response.StatusCode, fallback);
        }
    }
}
