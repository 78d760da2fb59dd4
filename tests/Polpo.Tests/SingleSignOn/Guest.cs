using System.Net;
using System.Text.Json.Nodes;
using Polpo.Testing.Hosting;
using Polpo.Testing.Issuers;

namespace Polpo.Tests.SingleSignOn;

/// <summary>A browser of somebody: it keeps cookies, follows nothing by itself, and sends the Origin of our page.</summary>
internal sealed class Guest(TestPolpo polpo, FakeIssuer issuer)
{
    private readonly HttpClient _http = polpo.Client();

    public Dictionary<string, string> Cookies { get; init; } = [];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>Through the provider and back: where the browser is at the end.</summary>
    public async Task<string> ComeInAsync(JsonObject person, string path = "/sign-in/provider") =>
        await GoAsync(issuer.Approve(await DepartAsync(path), person).PathAndQuery);

    /// <summary>To the provider: the address that the browser is sent to.</summary>
    public async Task<Uri> DepartAsync(string path = "/sign-in/provider") => new(await GoAsync(path));

    public async Task<string> GoAsync(string path)
    {
        using var answer = await SendAsync(HttpMethod.Get, path);
        return answer.Headers.Location?.OriginalString
            ?? throw new InvalidOperationException(await answer.Content.ReadAsStringAsync(Stop));
    }

    public async Task<HttpStatusCode> MeAsync() => await StatusAsync(HttpMethod.Get, "/api/v1/me");

    public async Task<HttpStatusCode> RenewAsync() => await StatusAsync(HttpMethod.Post, "/api/v1/sign-in/renewals");

    public async Task<HttpStatusCode> StatusAsync(HttpMethod method, string path)
    {
        using var answer = await SendAsync(method, path);
        return answer.StatusCode;
    }

    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
        if (Cookies.Count > 0)
            request.Headers.Add("Cookie", string.Join("; ", Cookies.Select(cookie => $"{cookie.Key}={cookie.Value}")));
        request.Headers.Add("Origin", polpo.Server.Address);
        var answer = await _http.SendAsync(request, Stop);
        foreach (var line in answer.Headers.TryGetValues("Set-Cookie", out var lines) ? lines : [])
            Keep(line);
        return answer;
    }

    /// <summary>The same browser, as a thief copied it: what it does changes nothing in this one.</summary>
    public Guest Copy() => new(polpo, issuer) { Cookies = new Dictionary<string, string>(Cookies) };

    private void Keep(string line)
    {
        var pair = line[..line.IndexOf(';', StringComparison.Ordinal)];
        var at = pair.IndexOf('=', StringComparison.Ordinal);
        if (at == pair.Length - 1)
            Cookies.Remove(pair[..at]);
        else
            Cookies[pair[..at]] = pair[(at + 1)..];
    }
}
