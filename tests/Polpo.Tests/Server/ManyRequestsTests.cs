using System.Net;
using Polpo.Client;
using Polpo.Testing.Databases;
using Polpo.Testing.Hosting;

namespace Polpo.Tests.Server;

/// <summary>Too many requests of one person or key are told to wait, and nobody else is.</summary>
public sealed class ManyRequestsTests : ServerSuite
{
    protected override TestPolpoOptions Options =>
        new()
        {
            Database = Database.Sqlite,
            Works = false,
            Variables = new Dictionary<string, string> { ["POLPO_RATE_LIMIT"] = "3" },
        };

    [Fact]
    public async Task A_key_is_counted_by_itself_whatever_else_its_requests_say()
    {
        var (one, other) = (await KeyAsync("one"), await KeyAsync("other"));
        using var refused = await RefusalAsync(one);

        refused.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        (await refused.Content.ReadAsStringAsync(Stop)).ShouldContain("More than 3 requests a minute");
        int.Parse(refused.Headers.GetValues("Retry-After").Single()).ShouldBeInRange(1, 60);
        refused.Headers.GetValues("RateLimit-Limit").ShouldBe(["3"]);
        refused.Headers.GetValues("RateLimit-Remaining").ShouldBe(["0"]);
        (await AskAsync(other)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_browser_is_counted_and_the_servers_own_command_line_is_not()
    {
        using var refused = await RefusalAsync(await Polpo.BrowserAsync(Stop));
        refused.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        for (var time = 0; time < 20; time++)
            (await AskAsync(Polpo.Http)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    /// <summary>Asks until it is refused. One token comes back each 20 seconds, so that even a slow machine gets there.</summary>
    private static async Task<HttpResponseMessage> RefusalAsync(HttpClient http)
    {
        for (var time = 0; ; time++)
        {
            var answer = await AskAsync(http, $"10.0.0.{time}");
            if (answer.StatusCode != HttpStatusCode.OK || time == 60)
                return answer;
        }
    }

    private static Task<HttpResponseMessage> AskAsync(HttpClient http, string from = "10.0.0.1")
    {
        var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/me");
        request.Headers.TryAddWithoutValidation("X-Forwarded-For", from);
        if (http.DefaultRequestHeaders.Contains("Cookie") || IsKey(http))
            return http.SendAsync(request, Stop);
        return http.GetAsync("/api/v1/me", Stop);
    }

    private static bool IsKey(HttpClient http) =>
        http.DefaultRequestHeaders.Authorization?.Parameter?.StartsWith("sk_", StringComparison.Ordinal) is true;

    private async Task<HttpClient> KeyAsync(string name) =>
        Polpo.Client((await Polpo.Api.Keys.CreateAsync(new CreateKey(name, null, null, null), Stop)).Key);
}
