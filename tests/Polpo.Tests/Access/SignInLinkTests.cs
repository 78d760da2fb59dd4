using System.Net;
using System.Net.Http.Json;
using Polpo.Client;
using Polpo.Core.Identity;
using Polpo.Testing.Databases;

namespace Polpo.Tests.Access;

/// <summary>A sign-in link that somebody else has sent.</summary>
public sealed class SignInLinkTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_browser_of_somebody_else_is_asked_and_stays_theirs_until_they_agree()
    {
        await using var office = await Office.OpenAsync(Database.Sqlite);
        var (ana, ben) = await TwoAsync(office);
        using var browser = await office.BrowserAsync(ana);
        var link = await LinkAsync(office, ben);
        using var asked = await OpenAsync(browser, link, "none");

        asked.StatusCode.ShouldBe(HttpStatusCode.OK);
        asked.Headers.Contains("Set-Cookie").ShouldBeFalse();
        var page = await asked.Content.ReadAsStringAsync(Stop);
        page.ShouldContain("Sign this browser in as Ben &lt;b&gt;?");
        page.ShouldContain("It is signed in as <b>Ana</b> now");
        (await NameAsync(browser)).ShouldBe("Ana");
        // The link of the page leads here once more, from our own page.
        using var agreed = await OpenAsync(browser, link, "same-origin");
        agreed.Headers.GetValues("Set-Cookie").ShouldHaveSingleItem();
        (await NameAsync(browser)).ShouldBe(HttpStatusCode.Unauthorized.ToString(), "Ana's sign-in is still good");
    }

    [Theory]
    [InlineData("cross-site")]
    [InlineData("same-site")]
    public async Task A_browser_that_another_site_sends_is_asked_for_it_keeps_its_cookie_back(string site)
    {
        await using var office = await Office.OpenAsync(Database.Sqlite);
        var (_, ben) = await TwoAsync(office);
        var link = await LinkAsync(office, ben);
        using var asked = await OpenAsync(office.Polpo.Client(), link, site);
        asked.Headers.Contains("Set-Cookie").ShouldBeFalse();
        (await asked.Content.ReadAsStringAsync(Stop)).ShouldContain("close this page");
        using var opened = await OpenAsync(office.Polpo.Client(), link, "none");
        opened.Headers.GetValues("Set-Cookie").ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Ones_own_browser_is_not_asked()
    {
        await using var office = await Office.OpenAsync(Database.Sqlite);
        var (ana, _) = await TwoAsync(office);
        using var browser = await office.BrowserAsync(ana);
        using var opened = await OpenAsync(browser, await LinkAsync(office, ana), "none");
        opened.StatusCode.ShouldBe(HttpStatusCode.Found);
        opened.Headers.GetValues("Set-Cookie").ShouldHaveSingleItem();
    }

    private static async Task<(Caller Ana, Caller Ben)> TwoAsync(Office office) =>
        (await office.AddAsync("Ana", "Developer", null), await office.AddAsync("Ben <b>", "Developer", null));

    private static async Task<Uri> LinkAsync(Office office, Caller person) =>
        new((await office.Polpo.Api.Users.MakeSignInLinkAsync(person.User, Stop)).Url);

    private static Task<HttpResponseMessage> OpenAsync(HttpClient browser, Uri link, string site) =>
        browser.SendAsync(
            new HttpRequestMessage(HttpMethod.Get, link) { Headers = { { "Sec-Fetch-Site", site } } },
            Stop
        );

    private static async Task<string> NameAsync(HttpClient browser)
    {
        using var me = await browser.GetAsync("/api/v1/me", Stop);
        return me.IsSuccessStatusCode
            ? (await me.Content.ReadFromJsonAsync<PersonView>(Wire.Json, Stop))!.Name
            : me.StatusCode.ToString();
    }
}
