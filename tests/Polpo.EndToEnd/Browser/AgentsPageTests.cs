using Microsoft.Playwright;
using Shouldly;
using Xunit;

namespace Polpo.EndToEnd.Browser;

public sealed class AgentsPageTests(Chromium chromium) : BrowserSuite(chromium)
{
    [Fact]
    public async Task An_agent_that_is_added_stands_in_the_chart_and_in_the_file()
    {
        var clone = await UserClone.OpenAsync(Polpo, Stop);
        var page = await PersonAsync();
        await page.GotoAsync("/agents");
        await page.GetByRole(AriaRole.Button, new() { Name = "New agent" }).ClickAsync();
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync("reviewer");
        await page.GetByLabel("Role").FillAsync("Reviews changes");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add the agent" }).ClickAsync();
        await page.GetByText("Reviews changes").WaitForAsync();
        clone.Read(".polpo/agents.json").ShouldContain("\"reviewer\"");
    }

    [Fact]
    public async Task A_name_that_is_taken_is_refused_in_the_servers_words()
    {
        await UserClone.OpenAsync(Polpo, Stop);
        var page = await PersonAsync();
        await page.GotoAsync("/agents");
        await page.GetByRole(AriaRole.Button, new() { Name = "New agent" }).ClickAsync();
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync("dev-1");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("dev-1");
    }

    [Fact]
    public async Task A_team_is_renamed_with_the_keyboard_alone()
    {
        await UserClone.OpenAsync(Polpo, Stop);
        var page = await PersonAsync();
        await page.GotoAsync("/agents");
        await page.GetByRole(AriaRole.Button, new() { Name = "What to do with team default" }).FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await page.GetByRole(AriaRole.Menuitem, new() { Name = "Rename" }).WaitForAsync();
        await page.Keyboard.PressAsync("Enter");
        await page.GetByRole(AriaRole.Dialog).WaitForAsync();
        await page.Keyboard.PressAsync("Control+A");
        await page.Keyboard.TypeAsync("engineering");
        await page.Keyboard.PressAsync("Enter");
        await page.GetByRole(AriaRole.Heading, new() { Name = "engineering" }).WaitForAsync();
    }
}
