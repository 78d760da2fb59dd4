using System.Text.Json;
using Polpo.EndToEnd.Crashes;
using Polpo.Testing.Missions;
using Polpo.Testing.ScriptedModel;
using Polpo.Testing.Shipped;
using Shouldly;
using Xunit;

namespace Polpo.EndToEnd.Missions;

/// <summary>
/// A mission of everything that a mission can have, by the shipped command line alone: run from a file, approved where it asks, followed to its
/// end, verified and merged. Real git, real sandbox, a scripted model on loopback.
/// </summary>
public sealed class MissionByCommandTests : IAsyncLifetime
{
    private ScriptedModelServer _model = null!;
    private ShippedPolpo _polpo = null!;
    private RunningServer _server = null!;
    private Clone _clone = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Thirty_tasks_run_to_one_branch_that_is_approved_verified_and_merged()
    {
        (await PolpoAsync("mission", "validate", "thirty")).ExitCode.ShouldBe(0);
        var staff = await StaffAsync();
        var asked = new List<string>();

        var ended = await PolpoAsync("mission", "run", "thirty", "--json");
        while (ended.ExitCode == 4)
        {
            asked.AddRange(await ApproveAsync(ShippedPolpo.LastLine(ended)));
            ended = await PolpoAsync("mission", "follow", "thirty", "--json");
        }

        ended.ExitCode.ShouldBe(0, ended.ToString());
        asked.Order().ShouldBe(["mission:checkpoint first", "mission:checkpoint second", "task:complete side effects"]);
        var last = ShippedPolpo.LastLine(ended);
        last.GetProperty("type").GetString().ShouldBe("mission.finished");
        last.GetProperty("mission").GetProperty("status").GetString().ShouldBe("completed");
        await ShouldBeDoneAsync(staff);
        await ShouldBeProvenAndMergedAsync(last.GetProperty("receipt").GetString()!);
        _model.Refused.ShouldBeEmpty();
    }

    public async ValueTask InitializeAsync()
    {
        var script = new Script();
        script.Always().Answer(ThirtyTaskMission.Answer);
        _model = await ScriptedModelServer.StartAsync(script, cancellationToken: Token);
        _polpo = new ShippedPolpo(
            new Dictionary<string, string>
            {
                ["OPENAI_API_KEY"] = "sk-test",
                ["OPENAI_BASE_URL"] = _model.OpenAIAddress,
                ["POLPO_MODEL"] = "openai/test-model",
            }
        );
        _clone = await new Clone(_polpo, "notes").InitAsync(
            new Dictionary<string, string>
            {
                ["README.md"] = "# Notes\n",
                [".polpo/agents.json"] = ThirtyTaskMission.Staff("openai/large"),
                [".polpo/missions/thirty.json"] = ThirtyTaskMission.Document(MissionLife.Hard),
            },
            Token
        );
        _server = await RunningServer.StartAsync(_polpo, Token);
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        await _polpo.DisposeAsync();
        await _model.DisposeAsync();
    }

    /// <summary>Types the very commands that it was told.</summary>
    /// <returns>What asked: the point, and the gate.</returns>
    private async Task<List<string>> ApproveAsync(JsonElement waiting)
    {
        var asked = new List<string>();
        foreach (var ask in waiting.GetProperty("waitsFor").EnumerateArray())
        {
            asked.Add($"{ask.GetProperty("hook").GetString()} {ask.GetProperty("gate").GetString()}");
            var command = ask.GetProperty("approve").GetString()!.Split(' ')[1..];
            var approved = await _polpo.RunAsync(Token, command);
            approved.ExitCode.ShouldBe(0, approved.ToString());
        }
        asked.ShouldNotBeEmpty("it ended with exit code 4 and asks for nothing");
        return asked;
    }

    private async Task ShouldBeDoneAsync(string staff)
    {
        var report = ShippedPolpo.LastLine(await PolpoAsync("mission", "report", "thirty", "--json"));
        var tasks = report.GetProperty("tasks").EnumerateArray().ToList();
        tasks.Count.ShouldBe(30);
        tasks.ShouldAllBe(task => task.GetProperty("status").GetString() == "done");
        report.GetProperty("filesCreated").GetArrayLength().ShouldBe(30);
        var mission = ShippedPolpo.LastLine(await PolpoAsync("mission", "show", "thirty", "--json"));
        Agent(mission, "write hard.txt").ShouldBe("lead", "only the manager can do it");
        Agent(mission, "write h.txt").ShouldBe("helper");
        mission
            .GetProperty("run")
            .GetProperty("holds")
            .EnumerateArray()
            .ShouldAllBe(hold => hold.GetProperty("status").GetString() == "open");
        (await StaffAsync()).ShouldBe(staff, "the helper is gone");
        (await PolpoAsync("approvals")).Output.ShouldBe("Nothing waits for you.\n");
    }

    private async Task ShouldBeProvenAndMergedAsync(string receipt)
    {
        var verified = await PolpoAsync("verify", receipt);
        verified.ExitCode.ShouldBe(0, verified.ToString());
        (await PolpoAsync("mission", "merge", "thirty")).ExitCode.ShouldBe(0);
        (await File.ReadAllTextAsync(Path.Combine(_clone.Path, "hard.txt"), Token)).ShouldBe("done well\n");
        var again = await PolpoAsync("mission", "merge", "thirty");
        (again.ExitCode, again.Errors.Contains("is merged already", StringComparison.Ordinal)).ShouldBe((3, true));
        var history = await _polpo.RunAsync(Token, "verify", "--history");
        history.ExitCode.ShouldBe(0, history.ToString());
    }

    private static string? Agent(JsonElement mission, string title) =>
        mission
            .GetProperty("run")
            .GetProperty("tasks")
            .EnumerateArray()
            .Single(task => task.GetProperty("title").GetString() == title)
            .GetProperty("assignTo")
            .GetString();

    private Task<string> StaffAsync() =>
        File.ReadAllTextAsync(Path.Combine(_clone.Path, ".polpo", "agents.json"), Token);

    private Task<Ended> PolpoAsync(params string[] arguments) =>
        _polpo.RunAsync(Token, [.. arguments, "--repo", _clone.Path]);
}
