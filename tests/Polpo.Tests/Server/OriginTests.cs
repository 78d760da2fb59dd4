using System.Net;
using Shouldly;
using Xunit;

namespace Polpo.Tests.Server;

/// <summary>What other pages in the same browser may try.</summary>
public sealed class OriginTests : ServerSuite
{
    private string Own => Polpo.Server.Address;

    [Fact]
    public async Task Our_own_page_may_change_something() =>
        (await SignOutAsync(("Origin", Own), ("Sec-Fetch-Site", "same-origin"))).ShouldBe(HttpStatusCode.NoContent);

    [Fact]
    public async Task A_post_from_another_site_is_refused() =>
        (await SignOutAsync(("Origin", "https://evil.example"), ("Sec-Fetch-Site", "cross-site"))).ShouldBe(
            HttpStatusCode.Forbidden
        );

    [Fact]
    public async Task A_post_from_another_port_of_this_machine_is_refused() =>
        (await SignOutAsync(("Origin", "http://127.0.0.1:5173"), ("Sec-Fetch-Site", "same-site"))).ShouldBe(
            HttpStatusCode.Forbidden
        );

    [Fact]
    public async Task A_post_with_the_cookie_and_without_an_origin_is_refused() =>
        (await SignOutAsync()).ShouldBe(HttpStatusCode.Forbidden);

    [Fact]
    public async Task A_post_from_a_page_without_an_address_is_refused() =>
        (await SignOutAsync(("Origin", "null"))).ShouldBe(HttpStatusCode.Forbidden);

    [Fact]
    public async Task A_read_for_another_page_is_refused()
    {
        using var browser = await Polpo.BrowserAsync(Stop);
        using var answer = await browser.SendAsync(
            Request(HttpMethod.Get, "/api/v1/me", ("Sec-Fetch-Site", "same-site")),
            Stop
        );
        answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task The_event_stream_opens_only_for_our_own_page()
    {
        using var browser = await Polpo.BrowserAsync(Stop);
        foreach (
            var headers in new (string, string)[][]
            {
                [],
                [("Sec-Fetch-Site", "cross-site")],
                [("Origin", "http://localhost:1")],
            }
        )
        {
            using var answer = await browser.SendAsync(Request(HttpMethod.Get, "/api/v1/events", headers), Stop);
            answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        }
    }

    [Fact]
    public async Task A_program_with_the_token_needs_no_origin()
    {
        using var answer = await Polpo.Http.PostAsync("/api/v1/sign-in-links", null, Stop);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Even_the_token_does_not_let_another_site_in()
    {
        using var answer = await Polpo.Http.SendAsync(
            Request(HttpMethod.Post, "/api/v1/sign-in-links", ("Origin", "https://evil.example")),
            Stop
        );
        answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    private async Task<HttpStatusCode> SignOutAsync(params (string, string)[] headers)
    {
        using var browser = await Polpo.BrowserAsync(Stop);
        using var answer = await browser.SendAsync(Request(HttpMethod.Post, "/api/v1/sign-out", headers), Stop);
        return answer.StatusCode;
    }
}
