using Microsoft.Playwright;
using Xunit;

namespace Polpo.EndToEnd.Browser;

public sealed class WorkspacePageTests(Chromium chromium) : BrowserSuite(chromium)
{
    [Fact]
    public async Task A_fresh_installation_asks_for_a_repository_and_opens_it()
    {
        var page = await PersonAsync();
        await page.GetByLabel("Path of a git repository").FillAsync(UserClone.Make(Polpo));
        await page.ShouldBeAccessibleAsync();
        await page.KeepPictureAsync("open-repository");
        await page.Keyboard.PressAsync("Enter");
        await page.GetByRole(AriaRole.Heading, new() { Name = "No agent has worked here yet" }).WaitForAsync();
    }

    [Fact]
    public async Task A_folder_that_is_not_there_is_refused_in_the_servers_words()
    {
        var page = await PersonAsync();
        await page.GetByLabel("Path of a git repository").FillAsync("/nowhere/at/all");
        await page.Keyboard.PressAsync("Enter");
        await Assertions
            .Expect(page.GetByRole(AriaRole.Alert))
            .ToContainTextAsync("There is no folder /nowhere/at/all");
    }
}
