using System.Net;
using System.Net.Http.Json;
using Polpo.Client;
using Shouldly;
using Xunit;

namespace Polpo.Tests.Server;

public sealed class SignInTests : ServerSuite
{
    [Fact]
    public async Task The_link_signs_a_browser_in()
    {
        using var browser = await Polpo.BrowserAsync(Stop);
        var me = await browser.GetFromJsonAsync<PersonView>("/api/v1/me", Wire.Json, Stop);
        me!.Id.ShouldStartWith("usr_");
    }

    [Fact]
    public async Task The_link_works_once()
    {
        using var first = await Polpo.Client().GetAsync(new Uri(Polpo.Server.SignInLink!), Stop);
        using var second = await Polpo.Client().GetAsync(new Uri(Polpo.Server.SignInLink!), Stop);
        first.Headers.Location!.OriginalString.ShouldBe("/");
        second.Headers.Location!.OriginalString.ShouldBe("/sign-in?refused=used");
        second.Headers.Contains("Set-Cookie").ShouldBeFalse();
    }

    [Fact]
    public async Task The_cookie_is_out_of_reach_of_scripts_and_other_sites()
    {
        using var answer = await Polpo.Client().GetAsync(new Uri(Polpo.Server.SignInLink!), Stop);
        var cookie = answer.Headers.GetValues("Set-Cookie").Single();
        cookie.ShouldContain("httponly");
        cookie.ShouldContain("samesite=strict");
        cookie.ShouldContain("path=/");
    }

    [Theory]
    [InlineData("ws_0123456789abcdef0123456789abcdef", "/?workspace=ws_0123456789abcdef0123456789abcdef")]
    [InlineData("//elsewhere.example", "/")]
    [InlineData("ws_%0d%0aSet-Cookie: a=b", "/")]
    public async Task The_link_may_lead_to_a_workspace_and_nowhere_else(string workspace, string place)
    {
        using var answer = await Polpo
            .Client()
            .GetAsync(new Uri($"{Polpo.Server.SignInLink}&workspace={workspace}"), Stop);
        answer.Headers.Location!.OriginalString.ShouldBe(place);
    }

    [Fact]
    public async Task A_made_up_code_signs_nobody_in()
    {
        using var answer = await Polpo.Client().GetAsync("/sign-in?code=guess", Stop);
        answer.Headers.Contains("Set-Cookie").ShouldBeFalse();
    }

    [Fact]
    public async Task Signing_out_ends_the_cookie_on_the_server_too()
    {
        using var browser = await Polpo.BrowserAsync(Stop);
        using var signOut = await browser.SendAsync(
            Request(HttpMethod.Post, "/api/v1/sign-out", ("Origin", Polpo.Server.Address)),
            Stop
        );
        signOut.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        using var after = await browser.GetAsync("/api/v1/me", Stop);
        after.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_new_link_can_be_asked_for_with_the_token()
    {
        using var asked = await Polpo.Http.PostAsync("/api/v1/sign-in-links", null, Stop);
        var link = await asked.Content.ReadFromJsonAsync<SignInLinkView>(Wire.Json, Stop);
        using var answer = await Polpo.Client().GetAsync(new Uri(link!.Url), Stop);
        answer.Headers.GetValues("Set-Cookie").ShouldHaveSingleItem();
    }

    [Fact]
    public async Task The_token_through_a_proxy_is_nobody()
    {
        using var answer = await Polpo.Http.SendAsync(
            Request(HttpMethod.Get, "/api/v1/me", ("X-Forwarded-For", "10.0.0.1")),
            Stop
        );
        answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }
}
