using System.Text;
using System.Text.Json;
using Polpo.Client;
using Polpo.EndToEnd.Crashes;
using Polpo.Testing.Missions;
using Polpo.Testing.ScriptedModel;
using Polpo.Testing.Shipped;
using Shouldly;
using Xunit;

namespace Polpo.EndToEnd.Servers;

/// <summary>A mission of two servers, of which one is killed: its tasks, its line and its holds go on at the other.</summary>
public sealed class MissionTakeoverTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_mission_whose_server_is_killed_ends_whole_at_the_other_and_both_tell_the_same_of_it()
    {
        var script = new Script();
        script
            .Always()
            .Answer(turn => ThirtyTaskMission.Answer(turn) with { ThinkTime = TimeSpan.FromMilliseconds(100) });
        await using var servers = await TwoServers.CreateAsync(script, Token);
        var agents = Directory.CreateDirectory(Path.Combine(servers.Clone.Path, ".polpo")).FullName;
        await File.WriteAllTextAsync(
            Path.Combine(agents, "agents.json"),
            ThirtyTaskMission.Staff("openai/large"),
            Token
        );
        await servers.StartBothAsync();
        using var first = await servers.PersonAtAsync(servers.First);
        using var second = await servers.PersonAtAsync(servers.Second);
        var workspace = await first.Client.Workspaces.OpenAsync(new OpenWorkspace(servers.Clone.Path), Token);
        var document = Encoding.UTF8.GetBytes(ThirtyTaskMission.Document(MissionLife.Hard));
        var mission = await first.Client.Missions.CreateAsync(document, workspace.Id, cancellationToken: Token);

        await first.GoOnAsync(mission.Id, Token, tasks: 8);
        await servers.KillAsync(servers.First);
        await second.GoOnAsync(mission.Id, Token).WaitAsync(TimeSpan.FromMinutes(10), Token);

        await servers.StartAsync(servers.First);
        using var again = await servers.PersonAtAsync(servers.First);
        var (told, other) = (await TellAsync(again.Client, mission.Id), await TellAsync(second.Client, mission.Id));
        told.ShouldBe(other);
        var ended = await again.Client.Missions.GetAsync(mission.Id, Token);
        (ended.Status, ended.Reason).ShouldBe(("completed", null));
        ended.Run!.Tasks.ShouldAllBe(task => task.Status == "done");
        var files = await servers.Clone.GitAsync(Token, "ls-tree", "--name-only", ended.Run.Branch!);
        files.Split('\n').Count(file => file.EndsWith(".txt", StringComparison.Ordinal)).ShouldBe(30);
        await servers.ShouldBeWholeAsync();
        var history = await servers.Second.RunAsync(Token, "verify", "--history");
        history.ExitCode.ShouldBe(0, history.ToString());
    }

    /// <summary>All that a server says of a mission, its tasks and their sessions.</summary>
    private static async Task<string> TellAsync(PolpoClient client, string id)
    {
        var mission = await client.Missions.GetAsync(id, Token);
        var tasks = await client.Tasks.ListAsync(mission.Workspace, take: 100, cancellationToken: Token);
        var sessions = await client.Sessions.ListAsync(mission.Workspace, cancellationToken: Token);
        var report = await client.Missions.ReportAsync(id, cancellationToken: Token);
        return JsonSerializer.Serialize(
            new
            {
                mission,
                tasks,
                sessions,
                report,
            },
            Wire.Json
        );
    }
}
