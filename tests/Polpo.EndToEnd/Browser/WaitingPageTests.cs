using Microsoft.Playwright;
using Polpo.Client;
using Polpo.Testing.Hosting;
using Polpo.Testing.ScriptedModel;
using Shouldly;
using Xunit;

namespace Polpo.EndToEnd.Browser;

/// <summary>What waits for a person: told at the side, looked at, agreed to or refused.</summary>
public sealed class WaitingPageTests(Chromium chromium) : BrowserSuite(chromium)
{
    private const string Gates = """
        {"settings":{"approvalGates":[{"id":"begin","name":"Begin","hook":"task:spawn"}]}}
        """;

    private ScriptedModelServer _model = null!;

    protected override TestPolpoOptions Options =>
        new()
        {
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
        _model.Script.Always().Say("Done.");
        await base.InitializeAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _model.DisposeAsync();
    }

    [Fact]
    public async Task What_waits_is_counted_and_approved_or_sent_back()
    {
        var clone = await OpenAsync();
        var agreed = await AskAsync(clone, "Publish the notes");
        var refused = await AskAsync(clone, "Delete the archive");
        var page = await PersonAsync();

        await page.GetByRole(AriaRole.Link, new() { Name = "Approvals 2 waiting" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Approve Publish the notes" }).WaitForAsync();
        await page.ShouldBeAccessibleAsync();
        await page.KeepPictureAsync("approvals-waiting");
        await page.GetByRole(AriaRole.Button, new() { Name = "Approve Publish the notes" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Approvals 1 waiting" }).WaitForAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Reject Delete the archive" }).ClickAsync();
        await page.GetByLabel("What should be different").WaitForAsync();
        await page.ShouldBeAccessibleAsync();
        await page.KeepPictureAsync("approvals-reject");
        await page.GetByRole(AriaRole.Button, new() { Name = "Reject and fail" }).ClickAsync();
        await page.GetByRole(AriaRole.Heading, new() { Name = "Nothing waits for you" }).WaitForAsync();

        (await Polpo.Api.Tasks.GetAsync(refused.Id, Stop)).Status.ShouldBe("failed");
        (await Polpo.Api.Tasks.GetAsync(agreed.Id, Stop)).Status.ShouldNotBe("awaiting_approval");
        await page.GetByRole(AriaRole.Link, new() { Name = "All", Exact = true }).ClickAsync();
        await page.GetByText("Rejected").First.WaitForAsync();
        await page.ShouldBeAccessibleAsync();
        await page.KeepPictureAsync("approvals-all");
    }

    [Fact]
    public async Task On_a_phone_in_the_dark_it_fits_and_a_paused_mission_is_resumed()
    {
        var clone = await OpenAsync();
        await AskAsync(clone, "Publish the notes of the year to everybody who ever asked for them");
        var mission = await Polpo.Api.Missions.CreateAsync(
            """{"name":"release","tasks":[{"title":"Build"}]}"""u8.ToArray(),
            clone.Workspace,
            cancellationToken: Stop
        );
        await Polpo.Api.Missions.MoveAsync(mission.Id, MissionDeed.Execute, Stop);
        await Polpo.Api.Missions.MoveAsync(mission.Id, MissionDeed.Pause, Stop);
        var page = await PersonAsync(360, 740, ColorScheme.Dark);

        await page.GotoAsync("/approvals");
        await page.GetByRole(AriaRole.Button, new() { Name = "Resume release" }).WaitForAsync();
        await page.ShouldBeAccessibleAsync();
        await page.ShouldFitAsync();
        await page.KeepPictureAsync("approvals-phone");
        await page.GetByRole(AriaRole.Button, new() { Name = "Resume release" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "Resume release" })).ToHaveCountAsync(0);
        (await Polpo.Api.Missions.GetAsync(mission.Id, Stop)).Status.ShouldBe("active");
    }

    private async Task<UserClone> OpenAsync()
    {
        var clone = await UserClone.OpenAsync(Polpo, Stop);
        clone.Write(".polpo/polpo.json", Gates);
        return clone;
    }

    private async Task<TaskView> AskAsync(UserClone clone, string title)
    {
        var task = await Polpo.Api.Tasks.CreateAsync(
            new CreateTask { Workspace = clone.Workspace, Title = title },
            Stop
        );
        await Polpo.Get<global::Polpo.Engine.Subjects.Idleness>().WaitAsync(Stop);
        return task;
    }
}
