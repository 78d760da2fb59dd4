using System.Net;
using Polpo.Client;
using Polpo.Core.Receipts;
using Polpo.Testing.Databases;
using Polpo.Tests.Engine;
using Shouldly;
using Xunit;

namespace Polpo.Tests.Storage;

/// <summary>Long texts go when nobody needs them any more; what happened, and what proves it, stays.</summary>
public sealed class BlobCleaningTests
{
    private static readonly string Long = new('x', 20_000);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory, OnEachDatabase]
    public async Task Texts_of_a_session_that_ended_long_ago_go_and_say_when(Database database)
    {
        await using var worked = await WorkedPolpo.StartAsync(database);
        var (task, session, blob) = await worked.DoTaskAsync(Long);
        var events = await worked.Api.Sessions.EventsAsync(session, take: 200, cancellationToken: Stop);
        (await worked.Api.Storage.CleanAsync(new CleanStorage(Kinds: ["blobs"]), Stop)).Items.ShouldBeEmpty();
        worked.Time.Pass(TimeSpan.FromDays(100));

        var foreseen = await worked.Api.Storage.CleanAsync(new CleanStorage(DryRun: true, Kinds: ["blobs"]), Stop);
        (await TextAsync(worked, blob)).ShouldContain(Long);
        var done = await worked.Api.Storage.CleanAsync(new CleanStorage(Kinds: ["blobs"]), Stop);

        foreseen.Items.Single().Count.ShouldBeGreaterThan(0);
        done.Items.ShouldBe(foreseen.Items);
        var gone = await Should.ThrowAsync<PolpoException>(() => TextAsync(worked, blob));
        gone.Status.ShouldBe(HttpStatusCode.NotFound);
        gone.Message.ShouldContain($"removed by retention on {worked.Time.GetUtcNow():yyyy-MM-dd}");
        var after = await worked.Api.Sessions.EventsAsync(session, take: 200, cancellationToken: Stop);
        after.Items.Select(one => (one.Seq, one.Type)).ShouldBe(events.Items.Select(one => (one.Seq, one.Type)));
        ReceiptJson.Read((await worked.Api.Tasks.ReceiptAsync(task, Stop)).ToJsonString()).Head.ShouldNotBeEmpty();
        (await worked.Api.Tasks.AssessmentsAsync(task, Stop)).Items.Single().Passed.ShouldBeTrue();
        (await worked.Api.Tasks.GetAsync(task, Stop)).Result!.Assessment!.Checks.ShouldNotBeEmpty();
        (await worked.Api.Storage.CleanAsync(new CleanStorage(Kinds: ["blobs"]), Stop)).Items.ShouldBeEmpty();
    }

    [Theory, OnEachDatabase]
    public async Task What_a_younger_session_names_too_stays(Database database)
    {
        await using var worked = await WorkedPolpo.StartAsync(database);
        var (_, _, shared) = await worked.DoTaskAsync(Long);
        var (_, _, own) = await worked.DoTaskAsync(Long + "own");
        worked.Time.Pass(TimeSpan.FromDays(60));
        (await worked.DoTaskAsync(Long)).Blob.ShouldBe(shared);
        worked.Time.Pass(TimeSpan.FromDays(60));

        await worked.Api.Storage.CleanAsync(new CleanStorage(Kinds: ["blobs"]), Stop);

        (await TextAsync(worked, shared)).ShouldContain(Long);
        await Should.ThrowAsync<PolpoException>(() => TextAsync(worked, own));
    }

    [Theory, OnEachDatabase]
    public async Task What_a_living_session_needs_stays_however_old(Database database)
    {
        await using var worked = await WorkedPolpo.StartAsync(database);
        var (_, session, blob) = await worked.DoTaskAsync(Long);
        await worked.SqlAsync($"update sessions set status = 'Idle' where id = '{session}'");
        worked.Time.Pass(TimeSpan.FromDays(1000));

        await worked.Api.Storage.CleanAsync(new CleanStorage(OlderThan: "1h"), Stop);

        (await TextAsync(worked, blob)).ShouldContain(Long);
    }

    [Theory, OnEachDatabase]
    public async Task What_an_open_task_needs_stays_however_old(Database database)
    {
        await using var worked = await WorkedPolpo.StartAsync(database);
        var (task, _, blob) = await worked.DoTaskAsync(Long);
        await worked.SqlAsync($"update tasks set status = 'AwaitingApproval' where id = '{task}'");
        worked.Time.Pass(TimeSpan.FromDays(1000));

        await worked.Api.Storage.CleanAsync(new CleanStorage(OlderThan: "1h"), Stop);

        (await TextAsync(worked, blob)).ShouldContain(Long);
    }

    private static async Task<string> TextAsync(WorkedPolpo worked, string hash) =>
        (await worked.Api.Sessions.BlobAsync(hash, cancellationToken: Stop)).Text;
}
