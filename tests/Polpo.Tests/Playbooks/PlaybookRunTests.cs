using System.Text.Json;
using System.Text.Json.Nodes;
using Polpo.Cli.Connecting;
using Polpo.Client;
using Polpo.Testing.Databases;
using Polpo.Testing.Hosting;
using Polpo.Testing.ScriptedModel;
using Polpo.Tests.Cli;
using Polpo.Tests.Engine;

namespace Polpo.Tests.Playbooks;

/// <summary>A playbook by command line: real server, database and git; the model is scripted, the sandbox a function.</summary>
public sealed class PlaybookRunTests
{
    private const string Fix = """
        { "name": "fix", "description": "Fix one thing.", "version": "1.0.0", "tags": ["bugs"],
          "parameters": [
            { "name": "what", "required": true, "description": "What is broken." },
            { "name": "retries", "type": "number", "default": 1 },
            { "name": "depth", "enum": ["quick", "deep"], "default": "quick" } ],
          "mission": { "name": "Fix {{what}}",
            "tasks": [ { "title": "Fix it", "description": "{{what}} ({{depth}})", "maxRetries": "{{retries}}" } ] } }
        """;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory, OnEachDatabase]
    public async Task It_becomes_an_ordinary_mission_that_runs(Database database)
    {
        await using var model = await ScriptedModelServer.StartAsync(cancellationToken: Stop);
        model.Script.Step(0).Call("write", new { path = "fixed.txt", content = "yes\n" });
        model.Script.Step(1).Say("It is fixed.");
        await using var polpo = await TestPolpo.StartAsync(
            new TestPolpoOptions
            {
                Database = database,
                Variables = new Dictionary<string, string>
                {
                    ["OPENAI_API_KEY"] = "test",
                    ["OPENAI_BASE_URL"] = model.OpenAIAddress,
                },
            },
            Stop
        );
        using var cli = Cli(polpo);
        await StoreAsync(cli);

        (await cli.Polpo("playbook", "run", "fix", "-p", "what=the \"door\"", "-p", "extra=1", "--json")).ShouldBe(
            0,
            cli.Error
        );

        var end = JsonDocument.Parse(cli.Out.Trim().Split('\n')[^1]).RootElement;
        end.GetProperty("type").GetString().ShouldBe("mission.finished");
        var mission = await polpo.Api.Missions.GetAsync(
            end.GetProperty("mission").GetProperty("id").GetString()!,
            Stop
        );
        (mission.Name, mission.Status).ShouldBe(("Fix the \"door\"", "completed"));
        mission.Prompt.ShouldBe("playbook:fix (what=the \"door\")");
        (await polpo.Api.Missions.ReportAsync(mission.Id, cancellationToken: Stop)).FilesCreated.ShouldBe([
            "fixed.txt",
        ]);
        var again = await polpo.Api.Playbooks.RunAsync(
            "fix",
            new JsonObject { ["what"] = "the \"door\"" },
            mission.Workspace,
            Stop
        );
        again.Mission.Name.ShouldBe("Fix the \"door\" (2)");
        await polpo.Get<Polpo.Engine.Subjects.Idleness>().WaitAsync(Stop);
    }

    [Theory, OnEachDatabase]
    public async Task Where_it_cannot_begin_no_mission_stays_behind(Database database)
    {
        await using var polpo = await TestPolpo.StartAsync(
            new TestPolpoOptions { Database = database, Works = false },
            Stop
        );
        using var cli = Cli(polpo);
        await StoreAsync(cli);
        await File.WriteAllTextAsync(
            Path.Combine(cli.Folder, ".polpo", "polpo.json"),
            """
            {"settings":{"approvalGates":[{"id":"never","name":"Never","handler":"auto","hook":"mission:execute","condition":"1 == 1"}]}}
            """,
            Stop
        );

        (await cli.Polpo("playbook", "run", "fix", "-p", "what=it")).ShouldBe(3);

        cli.Error.ShouldContain("does not begin");
        var workspace = (await polpo.Api.Workspaces.ListAsync(Stop)).Items.Single();
        (await polpo.Api.Missions.ListAsync(workspace.Id, cancellationToken: Stop)).Items.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_commands_list_show_try_and_delete()
    {
        await using var polpo = await TestPolpo.StartAsync(new TestPolpoOptions { Works = false }, Stop);
        using var cli = Cli(polpo);
        await StoreAsync(cli);

        (await cli.Polpo("playbook", "list")).ShouldBe(0, cli.Error);
        cli.Out.ShouldContain("what [retries] [depth]");
        (await cli.Polpo("playbook", "show", "fix")).ShouldBe(0, cli.Error);
        cli.Out.ShouldContain("quick|deep");
        cli.Out.ShouldContain("Run: polpo playbook run fix -p what=…");
        (await cli.Polpo("playbook", "validate", "fix")).ShouldBe(0, cli.Error);
        (await cli.Polpo("playbook", "validate", "fix", "-p", "depth=deeper", "-p", "retries=x")).ShouldBe(3);
        cli.Out.ShouldContain("parameters.what is missing. Give it a value: -p what=… (What is broken.)");
        cli.Out.ShouldContain("parameters.depth must be one of");
        cli.Out.ShouldContain("parameters.retries must be a number");
        (await cli.Polpo("playbook", "run", "fix", "-p", "what=it", "--dry-run", "--json")).ShouldBe(0, cli.Error);
        JsonDocument
            .Parse(cli.Out)
            .RootElement.GetProperty("mission")
            .GetProperty("tasks")[0]
            .GetProperty("maxRetries")
            .GetInt32()
            .ShouldBe(1);
        var workspace = (await polpo.Api.Workspaces.ListAsync(Stop)).Items.Single();
        (await polpo.Api.Missions.ListAsync(workspace.Id, cancellationToken: Stop)).Items.ShouldBeEmpty();
        (await cli.Polpo("playbook", "run", "fix", "-p", "what", "--dry-run")).ShouldBe(3);
        cli.Error.ShouldContain("-p takes NAME=VALUE");
        (await cli.Polpo("playbook", "run", "fix")).ShouldBe(3);
        cli.Error.ShouldContain("polpo: What was given: parameters.what is missing.");
        (await cli.Polpo("playbook", "delete", "fix")).ShouldBe(0, cli.Error);
        (await cli.Polpo("playbook", "show", "fix")).ShouldBe(3);
        cli.Error.ShouldContain("There is no playbook \"fix\"");
    }

    private static async Task StoreAsync(CliRun cli)
    {
        await File.WriteAllTextAsync(Path.Combine(cli.Folder, "draft.json"), Fix, Stop);
        (await cli.Polpo("playbook", "validate", "draft.json")).ShouldBe(0, cli.Out + cli.Error);
        (await cli.Polpo("playbook", "create", "draft.json")).ShouldBe(0, cli.Error);
        cli.Out.ShouldBe("fix is in .polpo/playbooks/fix/playbook.json. Run: polpo playbook run fix\n");
    }

    private static CliRun Cli(TestPolpo polpo) =>
        new() { Connect = (_, _, _) => Task.FromResult(new Connection(polpo.Client(polpo.Server.ClientToken), null)) };
}
