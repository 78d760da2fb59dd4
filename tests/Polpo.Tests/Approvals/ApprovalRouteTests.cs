using System.Net;
using Polpo.Client;
using Polpo.Core.Identity;
using Polpo.Engine.Subjects;
using Polpo.Testing.Databases;
using Polpo.Testing.Hosting;
using Polpo.Tests.Engine;
using Polpo.Tests.Server;
using Shouldly;
using Xunit;

namespace Polpo.Tests.Approvals;

/// <summary>What waits for a person, through the typed client and a real server.</summary>
public sealed class ApprovalRouteTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory, OnEachDatabase]
    public async Task What_waits_is_listed_and_decided_by_its_own_id_or_the_task_s(Database database)
    {
        await using var polpo = await StartAsync(database);
        var first = await AddAsync(polpo, "first");
        var second = await AddAsync(polpo, "second");

        var waiting = (await polpo.Api.Approvals.ListAsync(cancellationToken: Stop)).Items;
        waiting.Select(one => one.Title).ShouldBe(["second", "first"]);
        waiting[1]
            .ShouldSatisfyAllConditions(
                one => (one.OwnerKind, one.OwnerId, one.Hook).ShouldBe(("task", first.Id, "task:spawn")),
                one => one.Payload!["task"]!["title"]!.GetValue<string>().ShouldBe("first"),
                one => one.Reason.ShouldContain("gate \"Look first\"")
            );
        (await polpo.Api.Tasks.GetAsync(first.Id, Stop)).ApprovalId.ShouldBe(waiting[1].Id);
        (await polpo.Api.Approvals.RejectAsync(waiting[1].Id, null, Stop)).Status.ShouldBe("rejected");
        (await polpo.Api.Approvals.ApproveAsync(second.Id, "Go.", Stop)).Note.ShouldBe("Go.");

        (await polpo.Api.Approvals.ListAsync(cancellationToken: Stop)).Items.ShouldBeEmpty();
        (await polpo.Api.Approvals.ListAsync(status: "all", cancellationToken: Stop)).Items.Count.ShouldBe(2);
        (await polpo.Api.Tasks.GetAsync(first.Id, Stop)).Status.ShouldBe("failed");
        await RefusesAsync(HttpStatusCode.NotFound, () => polpo.Api.Approvals.ApproveAsync(second.Id, null, Stop));
        await RefusesAsync(HttpStatusCode.Conflict, () => polpo.Api.Approvals.ApproveAsync(waiting[1].Id, null, Stop));
        await RefusesAsync(
            HttpStatusCode.BadRequest,
            () => polpo.Api.Approvals.ListAsync(status: "maybe", cancellationToken: Stop)
        );
        var tooLong = new string('x', 8001);
        await RefusesAsync(
            HttpStatusCode.BadRequest,
            () => polpo.Api.Approvals.RejectAsync(waiting[0].Id, tooLong, Stop)
        );
    }

    [Fact]
    public async Task Priority_and_deadline_are_set_over_rest()
    {
        await using var polpo = await StartAsync(Database.Sqlite);
        var task = await polpo.Api.Tasks.CreateAsync(new CreateTask { Title = "later", Draft = true }, Stop);
        var due = new DateTimeOffset(2100, 1, 1, 0, 0, 0, TimeSpan.Zero);

        var changed = await polpo.Api.Tasks.ChangeAsync(task.Id, new ChangeTask(4, due), Stop);
        (changed.Priority, changed.Deadline, changed.Sla).ShouldBe((4, due, "open"));
        changed = await polpo.Api.Tasks.ChangeAsync(task.Id, new ChangeTask(NoDeadline: true), Stop);
        (changed.Priority, changed.Deadline, changed.Sla).ShouldBe((4, null, null));
    }

    private static async Task RefusesAsync(HttpStatusCode status, Func<Task> ask) =>
        (await Should.ThrowAsync<PolpoException>(ask)).Status.ShouldBe(status);

    private static async Task<TaskView> AddAsync(TestPolpo polpo, string title)
    {
        var task = await polpo.Api.Tasks.CreateAsync(new CreateTask { Title = title }, Stop);
        await polpo.Get<Idleness>().WaitAsync(Stop);
        return await polpo.Api.Tasks.GetAsync(task.Id, Stop);
    }

    private static async Task<TestPolpo> StartAsync(Database database)
    {
        // Named, so that tasks are taken.
        var options = new TestPolpoOptions
        {
            Database = database,
            Variables = new Dictionary<string, string>
            {
                ["OPENAI_BASE_URL"] = "http://127.0.0.1:9/v1",
                ["POLPO_MODEL"] = "openai/none",
            },
        };
        var polpo = await TestPolpo.StartAsync(options, Stop);
        var caller = await polpo.Get<Users>().LocalAsync(Stop);
        var workspace = await Repositories.OpenAsync(polpo, caller, Stop);
        var folder = Directory.CreateDirectory(Path.Combine(workspace.RepositoryPath, ".polpo")).FullName;
        await File.WriteAllTextAsync(
            Path.Combine(folder, "polpo.json"),
            """{"settings":{"approvalGates":[{"name":"Look first","hook":"task:spawn"}]}}""",
            Stop
        );
        return polpo;
    }
}
