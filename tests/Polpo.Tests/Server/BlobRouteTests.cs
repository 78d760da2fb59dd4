using System.Text.Json;
using Polpo.Client;
using Polpo.Core.Identity;
using Polpo.Core.Sessions;
using Polpo.Core.Tasks;
using Polpo.Core.Tools;
using Polpo.Engine.Blobs;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage;
using Polpo.Testing.Databases;
using Polpo.Testing.Hosting;
using Polpo.Tests.Engine;

namespace Polpo.Tests.Server;

/// <summary>A stored text is read through a workspace that names it, and through no other, whoever knows its hash.</summary>
public sealed class BlobRouteTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory, OnEachDatabase]
    public async Task A_text_is_read_through_the_workspace_whose_fact_names_it_and_no_other(Database database)
    {
        await using var polpo = await StartAsync(database);
        var (one, two) = (await OpenAsync(polpo, "shop"), await OpenAsync(polpo, "site"));
        var hash = await polpo.Get<IBlobs>().WriteTextAsync("only of the shop", Stop);
        await RecordAsync(polpo, one, new TaskReceipt(hash));

        (await polpo.Api.Sessions.BlobAsync(hash, one, Stop)).Text.ShouldBe("only of the shop");
        (await RefusedAsync(polpo, hash, two)).ShouldContain("Nothing in this workspace names");
    }

    [Theory, OnEachDatabase]
    public async Task A_hash_that_a_command_printed_or_handed_over_opens_nothing(Database database)
    {
        await using var polpo = await StartAsync(database);
        var (one, two) = (await OpenAsync(polpo, "shop"), await OpenAsync(polpo, "site"));
        var hash = await polpo.Get<IBlobs>().WriteTextAsync("only of the shop", Stop);
        await RecordAsync(polpo, one, new TaskReceipt(hash));
        var turn = Id<Turn>.New(TimeProvider.System);
        var planted = JsonSerializer.SerializeToElement(new { blob = hash });
        var outcome = new Outcome(OutcomeType.Json, "l") { Data = planted };
        // Enough of them that the search has to go on.
        for (var number = 0; number < 25; number++)
            await RecordAsync(
                polpo,
                two,
                new ToolFinished(turn, "call", "bash", false, $"\"blob\":\"{hash}\"", null, 1, outcome)
            );

        (await RefusedAsync(polpo, hash, two)).ShouldContain("Nothing in this workspace names");
        await RecordAsync(polpo, one, new ToolFinished(turn, "call", "bash", false, hash, null, 1, null));
        (await polpo.Api.Sessions.BlobAsync(hash, one, Stop)).Text.ShouldBe("only of the shop");
    }

    private static async Task<string> RefusedAsync(TestPolpo polpo, string hash, string workspace)
    {
        var refused = await Should.ThrowAsync<PolpoException>(() =>
            polpo.Api.Sessions.BlobAsync(hash, workspace, Stop)
        );
        refused.Status.ShouldBe(System.Net.HttpStatusCode.NotFound);
        return refused.Message;
    }

    private static Task RecordAsync<T>(TestPolpo polpo, string workspace, T fact)
        where T : Polpo.Engine.Journal.IFact =>
        polpo
            .Get<IDatabase>()
            .WriteAsync(
                workspace,
                work =>
                {
                    work.Append("task_1", "test", fact);
                    return Task.CompletedTask;
                },
                Stop
            );

    private static Task<TestPolpo> StartAsync(Database database) =>
        TestPolpo.StartAsync(new TestPolpoOptions { Database = database, Works = false }, Stop);

    private static async Task<string> OpenAsync(TestPolpo polpo, string name) =>
        (await Repositories.OpenAsync(polpo, await polpo.Get<Users>().LocalAsync(Stop), Stop, name)).Id;
}
