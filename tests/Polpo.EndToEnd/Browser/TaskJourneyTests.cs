using Microsoft.Playwright;
using Polpo.Testing.Hosting;
using Polpo.Testing.ScriptedModel;
using Shouldly;
using Xunit;

namespace Polpo.EndToEnd.Browser;

/// <summary>The main job as a person does it: give a task, watch it, merge it.</summary>
public sealed class TaskJourneyTests(Chromium chromium) : BrowserSuite(chromium)
{
    private ScriptedModelServer _model = null!;

    protected override TestPolpoOptions Options =>
        new()
        {
            SandboxKind = "bubblewrap",
            Variables = new Dictionary<string, string>
            {
                ["OPENAI_BASE_URL"] = _model.OpenAIAddress,
                ["OPENAI_API_KEY"] = "test",
                ["POLPO_MODEL"] = "openai/scripted",
            },
        };

    public override async ValueTask InitializeAsync()
    {
        _model = await ScriptedModelServer.StartAsync(cancellationToken: Stop);
        await base.InitializeAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _model.DisposeAsync();
    }

    [Fact]
    public async Task A_task_is_given_watched_and_merged()
    {
        _model
            .Script.Step(0)
            .Say("The price is one cent short.")
            .Call("bash", new { command = "sed -i s/2.67/2.68/ price.sh" });
        _model.Script.Step(1).Say("The price is **right** now.");
        var clone = await UserClone.OpenAsync(Polpo, Stop);
        var page = await PersonAsync();
        await GiveTaskAsync(page);

        await page.GetByRole(AriaRole.Link, new() { Name = "Open the session" }).ClickAsync();
        await page.GetByText("The price is one cent short.").WaitForAsync();
        await page.Locator("summary", new() { HasText = "sed -i" }).WaitForAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Merge" }).WaitForAsync();
        await page.ShouldBeAccessibleAsync();
        await page.KeepPictureAsync("session-done");

        await page.GetByRole(AriaRole.Tab, new() { Name = "Changes" }).ClickAsync();
        await page.GetByText("echo 2.68").WaitForAsync();
        await page.ShouldBeAccessibleAsync();
        await page.KeepPictureAsync("session-changes");
        await page.GetByRole(AriaRole.Tab, new() { Name = "Receipt" }).ClickAsync();
        await page.GetByRole(AriaRole.Heading, new() { Name = "Signed receipt" }).WaitForAsync();
        await page.ShouldBeAccessibleAsync();
        await page.KeepPictureAsync("session-receipt");

        clone.Read("price.sh").ShouldContain("2.67");
        await page.GetByRole(AriaRole.Button, new() { Name = "Merge" }).ClickAsync();
        await page.GetByRole(AriaRole.Status).GetByText("Merged into main").WaitForAsync();
        clone.Read("price.sh").ShouldContain("2.68");
    }

    [Fact]
    public async Task A_task_whose_check_fails_says_why_and_can_be_tried_again()
    {
        _model.Script.Always().Say("I did nothing at all.");
        await UserClone.OpenAsync(Polpo, Stop);
        var page = await PersonAsync();
        await GiveTaskAsync(page, retries: 0);
        await page.GetByRole(AriaRole.Button, new() { Name = "Try again" }).WaitForAsync(new() { Timeout = 60_000 });
        await page.GetByText("exit 1").First.WaitForAsync();
        await page.ShouldBeAccessibleAsync();
        await page.KeepPictureAsync("task-failed");
    }

    [Fact]
    public async Task A_result_with_side_effects_waits_until_a_person_approves()
    {
        _model.Script.Step(0).Call("bash", new { command = "sed -i s/2.67/2.68/ price.sh" });
        _model.Script.Step(1).Say("It is published.");
        await UserClone.OpenAsync(Polpo, Stop);
        var page = await PersonAsync(360, 740, ColorScheme.Dark);
        await GiveTaskAsync(page, asks: true);
        await page.GetByText("Waiting for you").First.WaitForAsync();
        await page.ShouldBeAccessibleAsync();
        await page.ShouldFitAsync();
        await page.KeepPictureAsync("task-waiting-phone");
        await page.GetByRole(AriaRole.Button, new() { Name = "Approve" }).ClickAsync();
        await page.GetByRole(AriaRole.Heading, new() { Name = "Signed receipt" }).WaitForAsync();
        await Assertions.Expect(page.GetByText("nobody had to")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_running_session_is_cancelled()
    {
        // It goes on printing: live output is what comes while one looks.
        const string Endless = "while :; do echo waiting-$((6 * 7)); sleep 0.5; done";
        _model.Script.Always().Call("bash", new { command = Endless });
        await UserClone.OpenAsync(Polpo, Stop);
        var page = await PersonAsync();
        await GiveTaskAsync(page);
        await page.GetByRole(AriaRole.Link, new() { Name = "Open the session" }).ClickAsync();
        await page.GetByText("waiting-42").First.WaitForAsync();
        await page.KeepPictureAsync("session-running");
        await page.GetByRole(AriaRole.Button, new() { Name = "Cancel" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Cancel the session" }).ClickAsync();
        await page.GetByText("Canceled").First.WaitForAsync();
    }

    private static async Task GiveTaskAsync(IPage page, int? retries = null, bool asks = false)
    {
        await page.GetByRole(AriaRole.Link, new() { Name = "New task" }).ClickAsync();
        await page.GetByLabel("What should be done").FillAsync("Make the price right");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add a check" }).ClickAsync();
        await page.GetByLabel("Check 1", new() { Exact = true }).FillAsync(UserClone.Check);
        if (retries is not null || asks)
            await page.GetByText("More", new() { Exact = true }).ClickAsync();
        if (asks)
            await page.GetByLabel("Ask me before it counts as done").CheckAsync();
        if (retries is { } count)
            await page.GetByLabel("Retries")
                .FillAsync(count.ToString(System.Globalization.CultureInfo.InvariantCulture));
        await page.ShouldBeAccessibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Start", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Heading, new() { Name = "Make the price right" }).WaitForAsync();
    }
}
