using Microsoft.Playwright;
using Shouldly;
using Xunit;

namespace Polpo.EndToEnd.Browser;

public sealed class SignInPageTests(Chromium chromium) : BrowserSuite(chromium)
{
    [Fact]
    public async Task A_browser_without_a_sign_in_is_told_how_to_come_in()
    {
        var page = await StrangerAsync();
        await page.GotoAsync("/tasks");
        await page.GetByRole(AriaRole.Heading, new() { Name = "Open Polpo with its one-time link" }).WaitForAsync();
        await page.ShouldBeAccessibleAsync();
        await page.KeepPictureAsync("sign-in");
    }

    [Fact]
    public async Task A_pasted_link_signs_in()
    {
        var page = await StrangerAsync();
        await page.GotoAsync("/");
        await page.GetByLabel("Sign-in link").FillAsync(await SignInLink.IssueAsync(Polpo, Stop));
        await page.Keyboard.PressAsync("Enter");
        await page.GetByRole(AriaRole.Heading, new() { Name = "Which repository" }).WaitForAsync();
        page.Url.ShouldNotContain("code");
    }

    [Fact]
    public async Task A_link_that_was_used_says_so()
    {
        var link = await SignInLink.IssueAsync(Polpo, Stop);
        await (await StrangerAsync()).GotoAsync(link);
        var late = await StrangerAsync();
        await late.GotoAsync(link);
        await Assertions.Expect(late.GetByRole(AriaRole.Alert)).ToContainTextAsync("used already");
    }
}
