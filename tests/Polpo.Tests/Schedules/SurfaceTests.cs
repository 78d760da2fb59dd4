using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Polpo.Client;
using Polpo.Core.Identity;
using Polpo.Core.Schedules;
using Polpo.Core.Schedules.Runs;
using Polpo.Core.Tools.Web;
using Polpo.Core.Workspaces;
using Polpo.Engine.Kernel;
using Polpo.Engine.Subjects;
using Polpo.Testing.Databases;
using Polpo.Testing.Hosting;
using Polpo.Tests.Engine;
using Polpo.Tests.Server;
using Polpo.Tests.Tools;
using Polpo.Tests.Webhooks;

namespace Polpo.Tests.Schedules;

/// <summary>What schedules start beside tasks and missions.</summary>
public sealed class SurfaceTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory, OnEachDatabase]
    public async Task A_prompt_goes_to_the_agent_as_a_task_of_its_own(Database database)
    {
        await using var bench = await ScheduleBench.StartAsync(database);
        var invocation = JsonNode.Parse("""{"kind":"agent","prompt":"What is new?\nSay it briefly."}""")!.AsObject();
        var schedule = await bench.AddAsync(bench.Spec("30 9 * * *") with { Invocation = invocation });
        await bench.PassAsync(schedule, TimeSpan.FromMinutes(31));

        var run = (await bench.RunsAsync(schedule)).ShouldHaveSingleItem();
        (run.Status, run.Surface).ShouldBe((ScheduleRunStatus.Succeeded, "agent"));
        var task = await bench.TaskOfAsync(run);
        task.Title.ShouldBe($"What is new? ({ScheduleBench.Start:yyyy-MM-dd} 09:30)");
        task.Description.ShouldBe("What is new?\nSay it briefly.");
    }

    [Theory]
    [InlineData("""{"kind":"agent"}""", "Give either invocation.prompt or invocation.messages.")]
    [InlineData("""{"kind":"agent","prompt":"x","messages":[]}""", "Give either")]
    [InlineData("""{"kind":"agent","messages":[]}""", "invocation.messages has 0 entries")]
    [InlineData("""{"kind":"agent","prompt":" "}""", "must have 1 to 128000 characters")]
    [InlineData("""{"kind":"agent","prompt":"x","session":"reuse"}""", "each run has a session of its own")]
    [InlineData("""{"kind":"agent","prompt":"x","shell":"id"}""", "there is no field \"shell\"")]
    [InlineData("""{"kind":"agent","prompt":"x","modle":"m"}""", "perhaps \"model\" is meant")]
    [InlineData("""{"kind":"task","task":{"title":"x","expectation":[]}}""", "perhaps \"expectations\" is meant")]
    [InlineData(
        """{"kind":"task","task":{"title":"x","expectations":[{"type":"test","comand":"x"}]}}""",
        "expectations[0].comand is no field of a test. Did you mean \"command\"?"
    )]
    [InlineData("""{"kind":"agent","prompt":"x","agent":"ghost"}""", "ghost")]
    [InlineData(
        """{"kind":"agent","messages":[{"role":"root","content":"x"}]}""",
        "A role in invocation.messages is \"root\""
    )]
    [InlineData("""{"kind":"agent","messages":[{"role":"user"}]}""", "the field \"content\" is missing")]
    public async Task What_no_agent_could_be_told_is_refused(string invocation, string said)
    {
        await using var bench = await ScheduleBench.StartAsync(Database.Sqlite);
        var spec = bench.Spec("30 9 * * *") with { Invocation = JsonNode.Parse(invocation)!.AsObject() };

        (await Should.ThrowAsync<RefusedException>(() => bench.AddAsync(spec))).Message.ShouldContain(said);
    }

    [Theory, OnEachDatabase]
    public async Task A_webhook_is_told_signed_and_the_run_ends_as_the_delivery_does(Database database)
    {
        await using var receiver = await Receiver.StartAsync();
        await using var polpo = await StartAsync(database, receiver);
        var workspace = await OpenAsync(polpo);
        var webhook = await polpo.Api.Webhooks.CreateAsync(
            new CreateWebhook(receiver.Url, ["sla:met"], null, workspace.Id),
            Stop
        );
        var schedule = await CreateAsync(polpo, workspace, webhook.Id);

        var run = await RunAsync(polpo, schedule);
        run.Status.ShouldBe("succeeded", run.Error);

        var came = receiver.Requests.ShouldHaveSingleItem();
        came.Headers.Keys.ShouldContain("webhook-signature");
        var body = JsonDocument.Parse(came.Body).RootElement;
        body.GetProperty("event").GetString().ShouldBe("schedule:invocation");
        body.GetProperty("data").GetProperty("data").GetProperty("what").GetString().ShouldBe("night");
        body.GetProperty("data").GetProperty("run").GetString().ShouldBe(run.Id);
        await polpo.Api.Webhooks.RemoveAsync(webhook.Id, Stop);
        (await RunAsync(polpo, schedule)).Error!.ShouldStartWith(
            $"There is no webhook {webhook.Id} in this workspace."
        );
    }

    [Fact]
    public async Task A_webhook_of_another_workspace_is_not_there()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var polpo = await StartAsync(Database.Sqlite, receiver);
        var workspace = await OpenAsync(polpo);
        var other = await OpenAsync(polpo, "other");
        var webhook = await polpo.Api.Webhooks.CreateAsync(
            new CreateWebhook(receiver.Url, ["*"], null, other.Id),
            Stop
        );

        var refused = await Should.ThrowAsync<PolpoException>(() => CreateAsync(polpo, workspace, webhook.Id));

        refused.Message.ShouldContain($"There is no webhook {webhook.Id} in this workspace.");
    }

    private static Task<TestPolpo> StartAsync(Database database, Receiver receiver) =>
        TestPolpo.StartAsync(
            new TestPolpoOptions
            {
                Database = database,
                Replace = services => services.AddSingleton<SsrfGuard>(new GuardWithHoles([receiver.Host])),
            },
            Stop
        );

    private static async Task<Workspace> OpenAsync(TestPolpo polpo, string name = "shop") =>
        await Repositories.OpenAsync(polpo, await polpo.Get<Users>().LocalAsync(Stop), Stop, name);

    private static Task<ScheduleView> CreateAsync(TestPolpo polpo, Workspace workspace, string webhook) =>
        polpo.Api.Schedules.CreateAsync(
            new CreateSchedule
            {
                Workspace = workspace.Id,
                Timing = new ScheduleTime("cron", "30 9 * * *", null, "UTC"),
                Invocation = new JsonObject
                {
                    ["kind"] = "webhook",
                    ["webhook"] = webhook,
                    ["data"] = new JsonObject { ["what"] = "night" },
                },
            },
            Stop
        );

    private static async Task<ScheduleRunView> RunAsync(TestPolpo polpo, ScheduleView schedule)
    {
        var run = await polpo.Api.Schedules.RunAsync(schedule.Id, null, Stop);
        await polpo.Get<Idleness>().WaitAsync(Stop);
        return (await polpo.Api.Schedules.RunsAsync(schedule.Id, cancellationToken: Stop)).Items.Single(one =>
            one.Id == run.Id
        );
    }
}
