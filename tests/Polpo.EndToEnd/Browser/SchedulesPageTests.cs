using System.Text.Json.Nodes;
using Microsoft.Playwright;
using Polpo.Client;
using Polpo.Testing.Hosting;
using Shouldly;
using Xunit;

namespace Polpo.EndToEnd.Browser;

public sealed class SchedulesPageTests(Chromium chromium) : BrowserSuite(chromium)
{
    // Nothing has to be done by anybody: a run that no agent can take is one, too.
    protected override TestPolpoOptions Options => new();

    [Fact]
    public async Task A_schedule_is_paused_resumed_run_and_deleted()
    {
        var clone = await UserClone.OpenAsync(Polpo, Stop);
        var schedule = await CreateAsync(clone, "Weekly clean-up", "30 9 * * 1", "Europe/Rome");
        await CreateAsync(clone, null, "0 3 1 1 *", "Asia/Kolkata");
        var page = await PersonAsync();

        await page.GetByRole(AriaRole.Link, new() { Name = "Schedules" }).ClickAsync();
        await page.GetByText("09:30").First.WaitForAsync();
        await page.GetByText("03:00").First.WaitForAsync();
        await page.ShouldBeAccessibleAsync();
        await page.KeepPictureAsync("schedules");
        await page.GetByRole(AriaRole.Link, new() { Name = "Weekly clean-up" }).ClickAsync();
        await page.GetByRole(AriaRole.Heading, new() { Name = "It has not fired yet" }).WaitForAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Pause" }).ClickAsync();
        await page.GetByText("Nothing comes").WaitForAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Resume" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Pause" }).WaitForAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Run now" }).ClickAsync();
        await page.GetByText("by hand").WaitForAsync();
        await page.ShouldBeAccessibleAsync();
        await page.KeepPictureAsync("schedule");
        (await Polpo.Api.Schedules.RunsAsync(schedule.Id, cancellationToken: Stop)).Items.Count.ShouldBe(1);
        await page.GetByRole(AriaRole.Button, new() { Name = "Delete…" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Delete the schedule" }).ClickAsync();
        await page.GetByRole(AriaRole.Heading, new() { Name = "Schedules" }).WaitForAsync();
    }

    [Fact]
    public async Task On_a_phone_in_the_dark_it_fits()
    {
        var clone = await UserClone.OpenAsync(Polpo, Stop);
        var schedule = await CreateAsync(
            clone,
            "A schedule with a name that is rather longer than a phone is wide",
            "30 9 * * 1",
            "America/Argentina/Buenos_Aires"
        );
        var page = await PersonAsync(360, 740, ColorScheme.Dark);
        foreach (var (path, name) in new[] { ("/schedules", "schedules"), ($"/schedules/{schedule.Id}", "schedule") })
        {
            await page.GotoAsync(path);
            await page.GetByText("09:30").First.WaitForAsync();
            await page.ShouldBeAccessibleAsync();
            await page.ShouldFitAsync();
            await page.KeepPictureAsync($"{name}-phone");
        }
    }

    private Task<ScheduleView> CreateAsync(UserClone clone, string? name, string cron, string zone) =>
        Polpo.Api.Schedules.CreateAsync(
            new CreateSchedule
            {
                Workspace = clone.Workspace,
                Name = name,
                Timing = new ScheduleTime("cron", cron, null, zone),
                Invocation = new JsonObject
                {
                    ["kind"] = "task",
                    ["task"] = new JsonObject { ["title"] = "tidy up", ["sideEffects"] = true },
                },
            },
            Stop
        );
}
