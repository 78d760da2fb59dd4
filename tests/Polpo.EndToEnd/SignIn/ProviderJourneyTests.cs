using Microsoft.Playwright;
using Polpo.EndToEnd.Browser;
using Polpo.Testing.Hosting;
using Shouldly;
using Xunit;

namespace Polpo.EndToEnd.SignIn;

/// <summary>The whole way through a certified issuer in a real browser: there and back, in two tabs, renewed, stolen, and out again.</summary>
public sealed class ProviderJourneyTests(Chromium chromium) : BrowserSuite(chromium)
{
    private RealIssuer? _issuer;

    private RealIssuer Issuer => _issuer ?? throw new InvalidOperationException("The issuer was not started.");

    protected override TestPolpoOptions Options =>
        base.Options with
        {
            Variables = new Dictionary<string, string>
            {
                ["Login__LoginType"] = "OpenIdConnect",
                ["Login__Authority"] = Issuer.Address,
                ["Login__ClientId"] = "polpo",
                ["Login__ClientSecret"] = "a secret of the tests",
                ["Login__OidcDisplayName"] = "Company",
                ["Login__AllowPrivateIssuer"] = "true",
                ["Login__GroupRoles"] = "devs=Developer",
            },
        };

    public override async ValueTask InitializeAsync()
    {
        _issuer = await RealIssuer.StartAsync(Stop);
        await base.InitializeAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        if (_issuer is not null)
            await _issuer.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Somebody_comes_in_stays_in_and_goes_out_in_all_tabs()
    {
        await UserClone.OpenAsync(Polpo, Stop);
        var page = await StrangerAsync();
        await page.GotoAsync("/tasks?status=done");
        await page.GetByRole(AriaRole.Link, new() { Name = "Continue with Company" }).WaitForAsync();
        await page.ShouldBeAccessibleAsync();
        await page.KeepPictureAsync("sign-in-provider");
        await SignInAsync(page, "Ana");
        await page.GetByRole(AriaRole.Heading, new() { Name = "Tasks" }).WaitForAsync();
        new Uri(page.Url).PathAndQuery.ShouldStartWith("/tasks?status=done");
        var other = await page.Context.NewPageAsync();
        await other.GotoAsync("/agents");
        await other.GetByRole(AriaRole.Heading, new() { Name = "Agents" }).First.WaitForAsync();
        // As after fifteen minutes: the page renews by itself what ran out.
        await DropAccessAsync(page.Context);
        await page.ReloadAsync();
        await page.GetByRole(AriaRole.Heading, new() { Name = "Tasks" }).WaitForAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Signed in as Ana" }).ClickAsync();
        await page.KeepPictureAsync("sign-out-menu");
        await page.GetByRole(AriaRole.Menuitem, new() { Name = "Sign out", Exact = true }).ClickAsync();
        foreach (var tab in new[] { page, other })
            await tab.GetByRole(AriaRole.Link, new() { Name = "Continue with Company" }).WaitForAsync();
        (await RenewAsync(page)).ShouldBe(401);
    }

    [Fact]
    public async Task Stolen_tokens_that_were_used_sign_thief_and_victim_out()
    {
        await UserClone.OpenAsync(Polpo, Stop);
        var page = await InsideAsync("Ana");
        var stolen = await page.Context.CookiesAsync();
        (await RenewAsync(page)).ShouldBe(200);
        (await RenewAsync(page)).ShouldBe(200);
        var thief = await StrangerAsync();
        await thief.Context.AddCookiesAsync(
            stolen.Select(cookie => new Cookie
            {
                Name = cookie.Name,
                Value = cookie.Value,
                Domain = cookie.Domain,
                Path = cookie.Path,
                HttpOnly = cookie.HttpOnly,
                SameSite = cookie.SameSite,
                Expires = cookie.Expires,
            })
        );
        await thief.GotoAsync("/health");
        (await RenewAsync(thief)).ShouldBe(401);
        (await page.EvaluateAsync<int>("async () => (await fetch('/api/v1/me')).status")).ShouldBe(401);
    }

    [Fact]
    public async Task Who_leaves_the_company_is_out_at_the_next_renewal()
    {
        await UserClone.OpenAsync(Polpo, Stop);
        var page = await InsideAsync("Ana");
        (await RenewAsync(page)).ShouldBe(200);
        await Issuer.LeaveAsync(Polpo.Client(), "Ana", Stop);
        (await RenewAsync(page)).ShouldBe(401);
        await page.ReloadAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Continue with Company" }).WaitForAsync();
    }

    private async Task<IPage> InsideAsync(string name)
    {
        var page = await StrangerAsync();
        await page.GotoAsync("/");
        await SignInAsync(page, name);
        await page.GetByRole(AriaRole.Button, new() { Name = $"Signed in as {name}" }).WaitForAsync();
        return page;
    }

    private static async Task SignInAsync(IPage page, string name)
    {
        await page.GetByRole(AriaRole.Link, new() { Name = "Continue with Company" }).ClickAsync();
        await page.GetByLabel("Name").FillAsync(name);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
    }

    private static Task<int> RenewAsync(IPage page) =>
        page.EvaluateAsync<int>("async () => (await fetch('/api/v1/sign-in/renewals', { method: 'POST' })).status");

    private async Task DropAccessAsync(IBrowserContext context) =>
        await context.ClearCookiesAsync(new() { Name = $"polpo_{new Uri(Polpo.Server.Address).Port}" });
}
