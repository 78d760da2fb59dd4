using Microsoft.Playwright;
using Xunit;

namespace Polpo.EndToEnd.Browser;

/// <summary>Forms on a small phone.</summary>
public sealed class DialogTests(Chromium chromium) : BrowserSuite(chromium)
{
    [Theory]
    [InlineData("/tasks", "New task", "Start")]
    [InlineData("/agents", "New agent", "Add the agent")]
    [InlineData("/agents", "New team", "Add the team")]
    public async Task What_one_came_to_do_is_in_view_however_long_the_form_is(string path, string open, string action)
    {
        await UserClone.OpenAsync(Polpo, Stop);
        var page = await PersonAsync(360, 560);
        await page.GotoAsync(path);
        await page.GetByRole(AriaRole.Button, new() { Name = open }).First.ClickAsync();
        var button = page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = action, Exact = true });
        await Assertions.Expect(button).ToBeInViewportAsync(new() { Ratio = 1 });
        await page.ShouldBeAccessibleAsync();
        await page.ShouldFitAsync();
    }

    [Fact]
    public async Task A_misspelt_field_of_an_agent_is_told_with_the_right_one()
    {
        var clone = await UserClone.OpenAsync(Polpo, Stop);
        clone.Write(".polpo/agents.json", """[{"agent": {"name": "a", "maxTurn": 3}, "teamName": "t"}]""");
        var page = await PersonAsync();
        await page.GotoAsync("/agents");
        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("Write maxTurns.");
        await page.ShouldBeAccessibleAsync();
    }
}
