using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;
using Polpo.Core.Gateway;
using Polpo.Core.Missions;
using Polpo.Core.Missions.Drafting;
using Polpo.Core.Missions.Rules;
using Polpo.Engine.Kernel;
using Polpo.Testing.Databases;
using Polpo.Testing.Ports;
using Polpo.Tests.Tasks;
using Shouldly;
using Xunit;

namespace Polpo.Tests.Missions;

public sealed class MissionDraftingTests
{
    private const string Good =
        """[{"title":"A","description":"Do it."},{"title":"B","description":"Then this.","dependsOn":["A"]}]""";
    private const string Bad = """[{"title":"A","description":"Do it.","dependsOn":["Z"]}]""";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_draft_with_mistakes_is_sent_back_with_all_of_them_until_it_is_right()
    {
        var tasks = new Queue<string>([Bad, Bad, Good]);
        await using var bench = await StartAsync(_ => Submits(tasks.Dequeue()));

        var mission = await DraftAsync(bench);

        (mission.Name, mission.Status, mission.Run).ShouldBe(("release", MissionStatus.Draft, null));
        JsonNode.Parse(mission.Document)!["prompt"]!.ToString().ShouldBe("ship it");
        bench.Gateway.Calls.Count.ShouldBe(3);
        var told = bench.Gateway.Calls.Last().Messages[^1].Contents.OfType<FunctionResultContent>().Single();
        told.Result!.ToString()!.ShouldContain("tasks[0].dependsOn[0]");
    }

    [Fact]
    public async Task After_three_drafts_with_mistakes_nothing_is_stored_and_the_last_are_told()
    {
        await using var bench = await StartAsync(_ => Submits(Bad));

        (await Should.ThrowAsync<RefusedException>(() => DraftAsync(bench))).Message.ShouldContain("names \"Z\"");

        bench.Gateway.Calls.Count.ShouldBe(3);
        (
            await bench.Engine.Get<MissionQueries>().ListAsync(bench.Workspace.Id, null, null, 10, bench.Caller, Token)
        ).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_model_that_asks_back_is_heard()
    {
        await using var bench = await StartAsync(_ => FakeGateway.Say("Which version?"));
        (await Should.ThrowAsync<RefusedException>(() => DraftAsync(bench))).Message.ShouldContain("Which version?");
    }

    [Fact]
    public async Task A_model_brings_no_agents_along_and_starts_nothing()
    {
        await using var bench = await StartAsync(_ =>
            Submits(Good, """[{"name":"intruder","allowedTools":["bash"]}]""")
        );

        var mission = await DraftAsync(bench);

        JsonNode.Parse(mission.Document)!["team"].ShouldBeNull();
        mission.ExecutionCount.ShouldBe(0);
    }

    private static Task<TaskBench> StartAsync(Func<Call, ChatMessage> answer) =>
        TaskBench.StartAsync(Database.Sqlite, answer, null, null, Token);

    private static Task<Mission> DraftAsync(TaskBench bench) =>
        bench.Engine.Get<MissionDrafting>().DraftAsync(bench.Workspace.Id, "ship it", null, bench.Caller, Token);

    private static ChatMessage Submits(string tasks, string? team = null) =>
        FakeGateway.Use(
            "submit_mission",
            ("name", "release"),
            ("tasks", JsonDocument.Parse(tasks).RootElement),
            ("team", team is null ? null : JsonDocument.Parse(team).RootElement)
        );
}
