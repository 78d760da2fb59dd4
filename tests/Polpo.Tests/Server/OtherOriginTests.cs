using System.Net;
using Polpo.Client;
using Polpo.Testing.Databases;
using Polpo.Testing.Hosting;

namespace Polpo.Tests.Server;

/// <summary>Pages of an origin that the server names may ask, with a key of their own; pages of others may not.</summary>
public sealed class OtherOriginTests : ServerSuite
{
    private const string Named = "https://tools.example.com";

    protected override TestPolpoOptions Options =>
        new()
        {
            Database = Database.Sqlite,
            Works = false,
            Variables = new Dictionary<string, string>
            {
                ["POLPO_CORS_ORIGINS"] = $"{Named}, https://two.example.com:8443",
            },
        };

    [Fact]
    public async Task A_named_page_may_ask_with_a_key_and_read_the_answer()
    {
        using var asked = await SendAsync(
            HttpMethod.Options,
            Named,
            await KeyAsync(),
            ("Access-Control-Request-Method", "POST")
        );
        asked.Headers.GetValues("Access-Control-Allow-Origin").ShouldBe([Named]);
        asked.Headers.Contains("Access-Control-Allow-Credentials").ShouldBeFalse();
        using var answer = await SendAsync(HttpMethod.Get, Named, await KeyAsync(), ("Sec-Fetch-Site", "cross-site"));
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        answer.Headers.GetValues("Access-Control-Allow-Origin").ShouldBe([Named]);
    }

    [Theory]
    [InlineData("https://evil.example.com")]
    [InlineData("https://tools.example.com.evil.example")]
    [InlineData("http://tools.example.com")]
    [InlineData("null")]
    public async Task Any_other_page_may_not(string origin)
    {
        using var asked = await SendAsync(
            HttpMethod.Options,
            origin,
            await KeyAsync(),
            ("Access-Control-Request-Method", "POST")
        );
        asked.Headers.Contains("Access-Control-Allow-Origin").ShouldBeFalse();
        using var answer = await SendAsync(HttpMethod.Get, origin, await KeyAsync());
        answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task A_named_page_never_acts_with_the_sign_in_of_who_looks_at_it()
    {
        using var answer = await SendAsync(HttpMethod.Get, Named, await Polpo.BrowserAsync(Stop));
        answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    private Task<HttpResponseMessage> SendAsync(
        HttpMethod method,
        string origin,
        HttpClient http,
        params (string Name, string Value)[] headers
    ) => http.SendAsync(Request(method, "/api/v1/me", [("Origin", origin), .. headers]), Stop);

    private async Task<HttpClient> KeyAsync() =>
        Polpo.Client(
            (await Polpo.Api.Keys.CreateAsync(new CreateKey($"k{Guid.CreateVersion7():N}", null, null, null), Stop)).Key
        );
}
