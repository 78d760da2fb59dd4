using System.Globalization;
using System.Text;
using System.Text.Json;
using Polpo.Cli.Connecting;
using Polpo.Client;
using Polpo.Core.Receipts;
using Polpo.Testing.Databases;
using Polpo.Testing.Hosting;
using Polpo.Testing.ScriptedModel;
using Polpo.Tests.Cli;
using Polpo.Tests.Engine;
using Shouldly;
using Xunit;
using static Polpo.Tests.Git.GitWorld;

namespace Polpo.Tests.Missions;

/// <summary>A mission by command line and typed client: real server, database and git; the model is scripted, the sandbox a function.</summary>
public sealed class MissionRouteTests
{
    private const string Two = """
        { "name": "ship it", "tasks": [ { "title": "B", "dependsOn": ["A"] }, { "title": "A" } ],
          "checkpoints": [ { "name": "look", "afterTasks": ["A"], "blocksTasks": ["B"] } ] }
        """;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory, OnEachDatabase]
    public async Task A_mission_file_runs_to_a_branch_that_is_merged_and_proven(Database database)
    {
        await using var model = await ScriptedModelServer.StartAsync(cancellationToken: Stop);
        model.Script.Step(0).Call("write", new { path = "fixed.txt", content = "yes\n" });
        model.Script.Step(1).Say("It is fixed.");
        await using var polpo = await StartAsync(database, model);
        using var cli = Cli(polpo);
        var folder = Directory.CreateDirectory(Path.Combine(cli.Folder, ".polpo", "missions")).FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "ship.json"), Two, Stop);

        (await cli.Polpo("mission", "run", "ship", "--json")).ShouldBe(4, cli.Error);
        var paused = JsonDocument.Parse(cli.Out.Trim().Split('\n')[^1]).RootElement;
        paused.GetProperty("type").GetString().ShouldBe("mission.finished");
        paused.GetProperty("mission").GetProperty("status").GetString().ShouldBe("paused");
        var id = paused.GetProperty("mission").GetProperty("id").GetString()!;
        (await cli.Polpo("mission", "show", "ship it")).ShouldBe(0);
        cli.Out.ShouldContain("Waits for checkpoint \"look\".");

        cli.Out.ShouldContain($"polpo approve {Ask(paused)}");
        (await cli.Polpo("mission", "run", "ship")).ShouldBe(3, "it runs already");
        (await cli.Polpo("mission", "follow", "ship it")).ShouldBe(4);
        cli.Out.ShouldContain($"polpo approve {Ask(paused)}");
        (await cli.Polpo("approvals")).ShouldBe(0);
        cli.Out.ShouldContain($"{Ask(paused)}  ship it  ({id})\n  At checkpoint \"look\", before \"B\".");
        (await cli.Polpo("approve", "look")).ShouldBe(0, cli.Error);
        cli.Error.ShouldContain($"Stay with it: polpo mission follow {id}");
        await polpo.Get<Polpo.Engine.Subjects.Idleness>().WaitAsync(Stop);

        var mission = await polpo.Api.Missions.GetAsync(id, Stop);
        (mission.Status, mission.Run!.Tasks.Count).ShouldBe(("completed", 2), mission.Reason);
        mission.Data!["tasks"]!.AsArray().Count.ShouldBe(2);
        var report = await polpo.Api.Missions.ReportAsync(id, cancellationToken: Stop);
        (report.AllPassed, report.Tasks.Count).ShouldBe((true, 2));
        report.FilesCreated.ShouldBe(["fixed.txt"]);
        (await polpo.Api.Missions.MergeAsync(id, Stop)).Commit.ShouldBe(mission.Run.Commit);
        File.Exists(Path.Combine(cli.Folder, "fixed.txt")).ShouldBeTrue();
        Run(cli.Folder, "branch", "--list", "polpo/*").ShouldContain(mission.Run.Branch!);
        var receipt = ReceiptJson.Read((await polpo.Api.Missions.ReceiptAsync(id, Stop)).ToJsonString());
        var proof = await polpo.Get<ReceiptVerifier>().VerifyAsync(receipt, cli.Folder, null, Stop);
        proof.Findings.Where(finding => !finding.Ok).ShouldBeEmpty();
        (await cli.Polpo("mission", "show", id)).ShouldBe(0);
        cli.Out.ShouldContain("checkpoint \"look\": approved");
        (await cli.Polpo("mission", "report", id)).ShouldBe(0);
        cli.Out.ShouldContain($"polpo verify {Path.Combine(cli.Home, "receipts", $"{mission.Run.Id}.json")}");
        var listed = (await polpo.Api.Missions.ListAsync(mission.Workspace, cancellationToken: Stop)).Items.Single();
        (listed.Run!.Outcome, listed.Run.Commit, listed.Run.Tasks.Count).ShouldBe(("completed", mission.Run.Commit, 0));
        (await cli.Polpo("mission", "merge", id)).ShouldBe(3);
        cli.Error.ShouldContain("\"ship it\" is merged already; nothing was changed.");
        (await cli.Polpo("mission", "run", "ship")).ShouldBe(3);
        cli.Error.ShouldContain("is completed");
        (await cli.Polpo("mission", "delete", id)).ShouldBe(0);
        (await polpo.Api.Missions.ListAsync(mission.Workspace, cancellationToken: Stop)).Items.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_document_is_kept_to_the_byte()
    {
        await using var polpo = await StartAsync(Database.Sqlite, null);
        using var cli = Cli(polpo);
        var workspace = await polpo.Api.Workspaces.OpenAsync(new OpenWorkspace(cli.Folder), Stop);

        var mission = await polpo.Api.Missions.CreateAsync(
            Encoding.UTF8.GetBytes(Two),
            workspace.Id,
            cancellationToken: Stop
        );

        var stored = await polpo
            .Get<Core.Missions.MissionQueries>()
            .GetAsync(
                Polpo.Engine.Kernel.Id<Core.Missions.Mission>.Parse(mission.Id),
                await polpo.Get<Core.Identity.Users>().LocalAsync(Stop),
                Stop
            );
        stored.Document.ShouldBe(Two);
        (mission.Status, mission.ExecutionCount).ShouldBe(("draft", 0));
    }

    [Theory]
    [InlineData("/api/v1/missions?status=ready", "it must be one of draft, scheduled")]
    [InlineData("/api/v1/missions/msn_1", "is not the id of a mission")]
    [InlineData("/api/v1/missions/msn_019a0000000070008000000000000002", "There is no mission")]
    [InlineData("/api/v1/missions/msn_019a0000000070008000000000000002/report", "There is no mission")]
    public async Task What_is_not_there_or_cannot_be_is_refused_in_words(string path, string sentence)
    {
        await using var polpo = await StartAsync(Database.Sqlite, null);
        using var cli = Cli(polpo);
        await polpo.Api.Workspaces.OpenAsync(new OpenWorkspace(cli.Folder), Stop);
        using var answer = await polpo.Http.GetAsync(path, Stop);
        (await answer.Content.ReadAsStringAsync(Stop)).ShouldContain(sentence);
        ((int)answer.StatusCode).ShouldBeInRange(400, 404);
    }

    /// <summary>The id of the only request that the last line tells of.</summary>
    private static string Ask(JsonElement last) =>
        last.GetProperty("waitsFor").EnumerateArray().ShouldHaveSingleItem().GetProperty("id").GetString()!;

    private static CliRun Cli(TestPolpo polpo) =>
        new()
        {
            Connect = (_, _, _) =>
                Task.FromResult(new Connection(polpo.Client(bearer: polpo.Server.ClientToken), null)),
        };

    private static Task<TestPolpo> StartAsync(Database database, ScriptedModelServer? model) =>
        TestPolpo.StartAsync(
            new TestPolpoOptions
            {
                Database = database,
                // As the command line does where it is the server itself.
                Since = TimeProvider
                    .System.GetUtcNow()
                    .ToUnixTimeMilliseconds()
                    .ToString("x12", CultureInfo.InvariantCulture),
                Variables = model is null
                    ? new Dictionary<string, string>()
                    : new Dictionary<string, string>
                    {
                        ["OPENAI_API_KEY"] = "test",
                        ["OPENAI_BASE_URL"] = model.OpenAIAddress,
                    },
            },
            Stop
        );
}
