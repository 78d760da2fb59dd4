using System.Net;
using System.Text.Json.Nodes;
using Polpo.Client;
using Polpo.Core.Identity;
using Polpo.Core.Receipts;
using Polpo.Engine.Subjects;
using Polpo.Testing.Databases;
using Polpo.Testing.Hosting;
using Polpo.Testing.ScriptedModel;
using Polpo.Tests.Engine;
using Shouldly;
using Xunit;

namespace Polpo.Tests.Server;

/// <summary>A task's life through the typed client: real server, database and git; the model is scripted, the sandbox a function.</summary>
public sealed class TaskRouteTests
{
    private static readonly JsonObject Check = new() { ["type"] = "test", ["command"] = "test -f fixed.txt" };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory, OnEachDatabase]
    public async Task A_task_is_done_merged_and_proven(Database database)
    {
        await using var model = await FixesAsync();
        await using var polpo = await StartAsync(database, model);
        var created = await polpo.Api.Tasks.CreateAsync(
            new CreateTask { Title = "Fix it", Expectations = [Check] },
            Stop
        );
        created.Status.ShouldBe("pending");
        await polpo.Get<Idleness>().WaitAsync(Stop);

        var task = await polpo.Api.Tasks.GetAsync(created.Id, Stop);
        task.Status.ShouldBe("done", task.Reason);
        task.Result!.Assessment!.Checks.Single().Passed.ShouldBeTrue();
        (await polpo.Api.Tasks.AssessmentsAsync(task.Id, Stop)).Items.Single().Passed.ShouldBeTrue();
        ReceiptJson.Read((await polpo.Api.Tasks.ReceiptAsync(task.Id, Stop)).ToJsonString()).Head.ShouldBe(task.Commit);
        (await polpo.Api.Tasks.MergeAsync(task.Id, Stop)).Commit.ShouldBe(task.Commit);
        File.Exists(Path.Combine(polpo.Home.Root, "clones", "shop", "fixed.txt")).ShouldBeTrue();
    }

    [Theory, OnEachDatabase]
    public async Task Its_session_shows_events_diff_and_cost(Database database)
    {
        await using var model = await FixesAsync();
        await using var polpo = await StartAsync(database, model);
        var task = await polpo.Api.Tasks.CreateAsync(new CreateTask { Title = "Fix it", Expectations = [Check] }, Stop);
        await polpo.Get<Idleness>().WaitAsync(Stop);

        var session = (await polpo.Api.Sessions.ListAsync(task: task.Id, cancellationToken: Stop)).Items.Single();
        session.TaskId.ShouldBe(task.Id);
        session.Status.ShouldBe("ended");
        (await polpo.Api.Sessions.DiffAsync(session.Id, Stop)).Diff.ShouldContain("+yes");
        var events = await polpo.Api.Sessions.EventsAsync(session.Id, take: 3, cancellationToken: Stop);
        events.Items.Select(one => one.Type).First().ShouldBe("session.created");
        events.Items.Count.ShouldBe(3);
        var more = await polpo.Api.Sessions.EventsAsync(
            session.Id,
            after: long.Parse(events.Next!, System.Globalization.CultureInfo.InvariantCulture),
            cancellationToken: Stop
        );
        more.Items.Select(one => one.Type).ShouldContain("tool.finished");
        (
            await Should.ThrowAsync<PolpoException>(() => polpo.Api.Sessions.CancelAsync(session.Id, Stop))
        ).Status.ShouldBe(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task A_page_ends_where_the_next_begins()
    {
        await using var polpo = await StartAsync(Database.Sqlite, null);
        for (var number = 1; number <= 5; number++)
            await polpo.Api.Tasks.CreateAsync(new CreateTask { Title = $"Task {number}", Draft = true }, Stop);
        var first = await polpo.Api.Tasks.ListAsync(take: 3, cancellationToken: Stop);
        var second = await polpo.Api.Tasks.ListAsync(take: 3, after: first.Next, cancellationToken: Stop);
        first
            .Items.Concat(second.Items)
            .Select(task => task.Title)
            .ShouldBe(["Task 5", "Task 4", "Task 3", "Task 2", "Task 1"]);
        second.Next.ShouldBeNull();
        (await polpo.Api.Tasks.ListAsync(status: "done", cancellationToken: Stop)).Items.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("/api/v1/tasks?take=0", "\"take\" must lie between 1 and 200")]
    [InlineData("/api/v1/tasks?take=201", "\"take\" must lie between 1 and 200")]
    [InlineData("/api/v1/tasks?status=ready", "it must be one of draft, pending")]
    [InlineData("/api/v1/tasks?after=x", "is not the id of a task")]
    [InlineData("/api/v1/tasks/task_1", "is not the id of a task")]
    [InlineData("/api/v1/tasks/task_019a0000000070008000000000000002", "There is no task")]
    [InlineData("/api/v1/sessions/sess_019a0000000070008000000000000002", "There is no session")]
    [InlineData("/api/v1/blobs/..%2F..%2Fkeys", "A blob is named by its SHA-256")]
    [InlineData("/api/v1/workspaces/ws_019a0000000070008000000000000002", "There is no workspace")]
    public async Task What_is_not_there_or_cannot_be_is_refused_in_words(string path, string sentence)
    {
        await using var polpo = await StartAsync(Database.Sqlite, null);
        using var answer = await polpo.Http.GetAsync(path, Stop);
        (await answer.Content.ReadAsStringAsync(Stop))
            .Replace("\\u0022", "\"", StringComparison.Ordinal)
            .Replace("\\\"", "\"", StringComparison.Ordinal)
            .ShouldContain(sentence);
        ((int)answer.StatusCode).ShouldBeInRange(400, 404);
    }

    [Fact]
    public async Task A_move_that_the_machine_does_not_list_is_refused()
    {
        await using var polpo = await StartAsync(Database.Sqlite, null);
        var task = await polpo.Api.Tasks.CreateAsync(new CreateTask { Title = "Later", Draft = true }, Stop);
        var refused = await Should.ThrowAsync<PolpoException>(() =>
            polpo.Api.Tasks.MoveAsync(task.Id, TaskAction.Approve, Stop)
        );
        refused.Status.ShouldBe(HttpStatusCode.Conflict);
        await polpo.Api.Tasks.DeleteAsync(task.Id, Stop);
        (await Should.ThrowAsync<PolpoException>(() => polpo.Api.Tasks.GetAsync(task.Id, Stop))).Status.ShouldBe(
            HttpStatusCode.NotFound
        );
    }

    private static async Task<ScriptedModelServer> FixesAsync()
    {
        var model = await ScriptedModelServer.StartAsync(cancellationToken: Stop);
        model.Script.Step(0).Call("write", new { path = "fixed.txt", content = "yes\n" });
        model.Script.Step(1).Say("It is fixed.");
        return model;
    }

    private static async Task<TestPolpo> StartAsync(Database database, ScriptedModelServer? model)
    {
        var polpo = await TestPolpo.StartAsync(
            new TestPolpoOptions
            {
                Database = database,
                Variables = model is null
                    ? new Dictionary<string, string>()
                    : new Dictionary<string, string>
                    {
                        ["OPENAI_API_KEY"] = "test",
                        ["OPENAI_BASE_URL"] = model.OpenAIAddress,
                    },
                Commands = (checkout, _) =>
                    File.Exists(Path.Combine(checkout, "fixed.txt")) ? (0, "ok") : (1, "fixed.txt is missing"),
            },
            Stop
        );
        await Repositories.OpenAsync(polpo, await polpo.Get<Users>().LocalAsync(Stop), Stop);
        return polpo;
    }
}
