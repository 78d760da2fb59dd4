using Microsoft.Playwright;
using Xunit;

namespace Polpo.EndToEnd.Browser;

public sealed class PaletteTests(Chromium chromium) : BrowserSuite(chromium)
{
    [Fact]
    public async Task Any_page_is_reached_by_typing_its_name()
    {
        await UserClone.OpenAsync(Polpo, Stop);
        var page = await PersonAsync();
        await page.GetByRole(AriaRole.Heading, new() { Name = "Sessions" }).WaitForAsync();
        await page.Keyboard.PressAsync("Control+k");
        await page.GetByPlaceholder("A session, a task").WaitForAsync();
        await page.ShouldBeAccessibleAsync();
        await page.Keyboard.TypeAsync("status");
        await page.Keyboard.PressAsync("Enter");
        await page.GetByRole(AriaRole.Heading, new() { Name = "Status" }).WaitForAsync();
    }

    [Fact]
    public async Task Escape_leaves_it_where_one_was()
    {
        await UserClone.OpenAsync(Polpo, Stop);
        var page = await PersonAsync();
        await page.GotoAsync("/agents");
        await page.GetByRole(AriaRole.Heading, new() { Name = "Agents", Exact = true }).WaitForAsync();
        await page.Keyboard.PressAsync("Control+k");
        await page.GetByPlaceholder("A session, a task").WaitForAsync();
        await page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(page.GetByPlaceholder("A session, a task")).ToHaveCountAsync(0);
        await Assertions
            .Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Agents", Exact = true }))
            .ToBeVisibleAsync();
    }
}
