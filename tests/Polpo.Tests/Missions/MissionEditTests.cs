using System.Text;
using System.Text.Json.Nodes;
using Polpo.Core.Missions;
using Polpo.Core.Missions.Documents;
using Polpo.Core.Missions.Edits;
using Polpo.Core.Missions.Rules;
using Polpo.Engine.Kernel;
using Polpo.Testing.Databases;
using Polpo.Tests.Tasks;
using Polpo.Tests.Tasks.Attempts;
using Shouldly;
using Xunit;
using TaskStatus = Polpo.Core.Tasks.TaskStatus;

namespace Polpo.Tests.Missions;

public sealed class MissionEditTests
{
    private const string Written = """
        { "zeta": 1,   "name": "m",
          "tasks": [ { "title": "A", "own": true }, { "title": "B", "dependsOn": ["A"] }, { "title": "C", "dependsOn": ["A", "B"] } ],
          "checkpoints": [ { "name": "c", "afterTasks": ["A"], "blocksTasks": ["C"] } ], "unknown":[ 1,2 ] }
        """;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void What_an_edit_does_not_touch_stays_to_the_byte()
    {
        var text = Edit("""{"op":"addTask","task":{"title":"D"}}""");
        text.ShouldStartWith("{ \"zeta\": 1,   \"name\": \"m\",\n");
        text.ShouldEndWith(
            """ "checkpoints": [ { "name": "c", "afterTasks": ["A"], "blocksTasks": ["C"] } ], "unknown":[ 1,2 ] }"""
        );
        Titles(text).ShouldBe(["A", "B", "C", "D"]);
        JsonNode.Parse(text)!["tasks"]![0]!["own"]!.GetValue<bool>().ShouldBeTrue();
    }

    [Fact]
    public void A_new_title_is_used_wherever_the_old_one_stood()
    {
        var body = JsonNode.Parse(Edit("""{"op":"updateTask","title":"A","changes":{"title":"First"}}"""))!;
        body["tasks"]![2]!["dependsOn"]!.ToJsonString().ShouldBe("""["First","B"]""");
        body["checkpoints"]![0]!["afterTasks"]!.ToJsonString().ShouldBe("""["First"]""");
    }

    [Fact]
    public void A_removed_task_is_named_nowhere_and_a_checkpoint_without_tasks_goes_with_it()
    {
        var body = JsonNode.Parse(Edit("""{"op":"removeTask","title":"A"}"""))!;
        body["tasks"]![1]!["dependsOn"]!.ToJsonString().ShouldBe("""["B"]""");
        body["checkpoints"]!.AsArray().ShouldBeEmpty();
    }

    [Fact]
    public void Tasks_are_reordered_only_by_all_of_their_titles()
    {
        Titles(Edit("""{"op":"reorderTasks","titles":["C","A","B"]}""")).ShouldBe(["C", "A", "B"]);
        Refused("""{"op":"reorderTasks","titles":["C","A","A"]}""").ShouldContain("each of the 3 titles once");
        Refused("""{"op":"reorderTasks","titles":["C","A"]}""").ShouldContain("each of the 3 titles once");
    }

    [Theory]
    [InlineData(
        """{"op":"removeTask","title":"A"},{"op":"removeTask","title":"B"},{"op":"removeTask","title":"C"}""",
        "edits[2]: The last task"
    )]
    [InlineData("""{"op":"updateTask","title":"X","changes":{}}""", "there is no \"X\" in tasks")]
    [InlineData("""{"op":"addTask","task":{"title":"A"}}""", "there is a \"A\" in tasks already")]
    [InlineData("""{"op":"add","list":"tasks","value":{}}""", "it must be one of qualityGates")]
    [InlineData("""{"op":"set","field":"name","value":"x"}""", "it must be one of prompt")]
    [InlineData("""{"op":"drop"}""", "it must be one of addTask")]
    [InlineData("""{"title":"A"}""", "op is missing")]
    public void An_edit_that_is_none_is_refused_by_its_number(string edits, string said) =>
        Refused(edits).ShouldContain(said);

    [Fact]
    public void Fields_and_lists_that_were_not_there_are_added()
    {
        var body = JsonNode.Parse(
            Edit(
                """{"op":"set","field":"qualityThreshold","value":4},{"op":"add","list":"delays","value":{"name":"d"}},{"op":"remove","list":"checkpoints","name":"c"}"""
            )
        )!;
        (
            body["qualityThreshold"]!.GetValue<int>(),
            body["delays"]!.AsArray().Count,
            body["checkpoints"]!.AsArray().Count
        ).ShouldBe((4, 1, 0));
    }

    [Fact]
    public async Task While_it_runs_what_has_not_begun_follows_the_new_document_and_the_rest_is_refused()
    {
        await using var bench = await TaskBench.StartAsync(Database.Sqlite, TaskOriginTests.Writes, null, null, Token);
        var missions = bench.Engine.Get<MissionCommands>();
        var mission = await missions.CreateAsync(
            bench.Workspace.Id,
            """{"name":"m","tasks":[{"title":"write a.txt"},{"title":"write b.txt","dependsOn":["write a.txt"]},{"title":"write c.txt","dependsOn":["write b.txt"]}],"checkpoints":[{"name":"c","afterTasks":["write a.txt"],"blocksTasks":["write b.txt"]}]}""",
            "",
            null,
            bench.Caller,
            Token
        );
        await missions.ExecuteAsync(mission.Id, bench.Caller, Token);
        await bench.Engine.Idleness.WaitAsync(Token);

        (
            await RefusedAsync("""{"op":"updateTask","title":"write a.txt","changes":{"description":"no"}}""")
        ).ShouldContain("has begun (done)");
        (await RefusedAsync("""{"op":"addTask","task":{"title":"x","dependsOn":["nobody"]}}""")).ShouldContain(
            "no task has this title"
        );
        await EditAsync(
            """{"op":"removeTask","title":"write b.txt"},{"op":"addTask","task":{"title":"write d.txt","dependsOn":["write c.txt"]}}"""
        );
        await missions.ResumeAsync(mission.Id, false, bench.Caller, Token);
        await bench.Engine.Idleness.WaitAsync(Token);

        var ended = await bench.Engine.Get<MissionQueries>().DetailsAsync(mission.Id, bench.Caller, Token);
        ended.Mission.Status.ShouldBe(MissionStatus.Completed, ended.Mission.Reason);
        ended
            .Tasks.Select(task => (task.Title, task.Status))
            .ShouldBe([
                ("write a.txt", TaskStatus.Done),
                ("write c.txt", TaskStatus.Done),
                ("write d.txt", TaskStatus.Done),
            ]);

        Task<Mission> EditAsync(string edits) =>
            bench.Engine.Get<MissionEditing>().EditAsync(mission.Id, Parsed(edits), bench.Caller, Token);
        async Task<string> RefusedAsync(string edits) =>
            (await Should.ThrowAsync<RefusedException>(() => EditAsync(edits))).Message;
    }

    private static JsonObject[] Parsed(string edits) =>
        [.. JsonNode.Parse($"[{edits}]")!.AsArray().Select(edit => edit!.AsObject())];

    private static string Edit(string edits) =>
        Encoding.UTF8.GetString(
            MissionEdits.Apply(MissionText.Of("", Encoding.UTF8.GetBytes(Written)), Parsed(edits)).Text
        );

    private static string Refused(string edits) => Should.Throw<RefusedException>(() => Edit(edits)).Message;

    private static IEnumerable<string> Titles(string text) =>
        JsonNode.Parse(text)!["tasks"]!.AsArray().Select(task => task!["title"]!.ToString());
}
