using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Polpo.Client;
using Polpo.Core.Identity;

namespace Polpo.Tests.Server;

public sealed class ScheduleRouteTests : ServerSuite
{
    private static readonly JsonObject Task1 = new()
    {
        ["kind"] = "task",
        ["task"] = new JsonObject { ["title"] = "tidy up" },
    };

    [Fact]
    public async Task A_schedule_is_made_changed_paused_run_and_deleted()
    {
        var made = await MakeAsync();
        (made.Status, made.Revision, made.Policy.CatchUp, made.Policy.MisfireGraceSeconds).ShouldBe(
            ("active", 1, "skip", 300)
        );
        made.NextOccurrenceAt.ShouldNotBeNull();
        var changed = await Polpo.Api.Schedules.ChangeAsync(
            made.Id,
            new PatchSchedule { Policy = new ScheduleRules(CatchUp: "latest") },
            1,
            Stop
        );
        (changed.Policy.CatchUp, changed.Policy.MisfireGraceSeconds, changed.Revision).ShouldBe(("latest", 300, 2));
        (await Polpo.Api.Schedules.PauseAsync(made.Id, 2, Stop)).NextOccurrenceAt.ShouldBeNull();
        (await Polpo.Api.Schedules.ResumeAsync(made.Id, 3, Stop)).Status.ShouldBe("active");
        var run = await Polpo.Api.Schedules.RunAsync(made.Id, "key", Stop);
        (await Polpo.Api.Schedules.RunAsync(made.Id, "key", Stop)).Id.ShouldBe(run.Id);
        (await Polpo.Api.Schedules.RunsAsync(made.Id, cancellationToken: Stop)).Items.Single().Id.ShouldBe(run.Id);
        (await Polpo.Api.Schedules.DeleteAsync(made.Id, null, Stop)).Status.ShouldBe("deleted");
        (await Polpo.Api.Schedules.ListAsync(cancellationToken: Stop)).Items.ShouldBeEmpty();
        (await Polpo.Api.Schedules.RunsAsync(made.Id, cancellationToken: Stop))
            .Items.Single()
            .Status.ShouldBe("cancelled");
    }

    [Fact]
    public async Task A_revision_is_the_tag_of_what_was_seen()
    {
        var made = await MakeAsync();
        using var seen = await Polpo.Http.SendAsync(Request(HttpMethod.Get, $"/api/v1/schedules/{made.Id}"), Stop);
        seen.Headers.ETag!.Tag.ShouldBe("\"1\"");
        await Polpo.Api.Schedules.ChangeAsync(made.Id, new PatchSchedule { Name = "new" }, 1, Stop);
        var late = await Should.ThrowAsync<PolpoException>(() =>
            Polpo.Api.Schedules.ChangeAsync(made.Id, new PatchSchedule { Name = "older" }, 1, Stop)
        );
        late.Status.ShouldBe(HttpStatusCode.Conflict);
        using var wrong = Request(HttpMethod.Post, $"/api/v1/schedules/{made.Id}/pause", ("If-Match", "yesterday"));
        using var refused = await Polpo.Http.SendAsync(wrong, Stop);
        refused.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Theory]
    [InlineData("""{"timing":{"kind":"daily"},"invocation":{}}""", "it must be cron or once")]
    [InlineData(
        """{"timing":{"kind":"cron"},"invocation":{"kind":"task","task":{"title":"x"}}}""",
        "timing.expression is missing"
    )]
    [InlineData(
        """{"timing":{"kind":"cron","expression":"* * * * *"},"invocation":{"kind":"channel"}}""",
        "can start: "
    )]
    [InlineData(
        """{"timing":{"kind":"cron","expression":"* * * * *"},"invocation":{"kind":"task","task":{"title":"x"}},"policy":{"catchUp":"all"}}""",
        "skip or latest"
    )]
    [InlineData("""{"invocation":{}}""", "timing")]
    public async Task What_cannot_be_scheduled_is_said_in_a_sentence(string body, string says)
    {
        await OpenAsync();
        using var answer = await Polpo.Http.PostAsJsonAsync("/api/v1/schedules", JsonNode.Parse(body), Stop);
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await answer.Content.ReadAsStringAsync(Stop)).ShouldContain(says);
    }

    private async Task<ScheduleView> MakeAsync()
    {
        await OpenAsync();
        return await Polpo.Api.Schedules.CreateAsync(
            new CreateSchedule
            {
                Timing = new ScheduleTime("cron", "30 9 * * 1-5", Timezone: "Europe/Rome"),
                Invocation = Task1,
            },
            Stop
        );
    }

    private async Task OpenAsync() =>
        await Repositories.OpenAsync(Polpo, await Polpo.Get<Users>().LocalAsync(Stop), Stop);
}
