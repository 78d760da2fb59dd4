using System.Text;
using Polpo.Core.Missions.Documents;
using Polpo.Engine.Kernel;
using Shouldly;
using Xunit;

namespace Polpo.Tests.Missions;

public sealed class MissionReaderTests
{
    private const string Whole = """
        {
          "name": "release", "prompt": "ship it", "deadline": "2027-01-31T18:00:00Z", "qualityThreshold": 3.5,
          "maxConcurrency": 4, "data": { "version": "2.0" }, "unknown": [1],
          "team": [ { "name": "writer", "reportsTo": "lead", "systemPrompt": "Write." } ],
          "tasks": [
            { "title": "Build", "description": "Build it", "assignTo": "dev", "priority": 2.5,
              "expectations": [ { "type": "test", "command": "make" }, { "type": "file_exists", "path": "out" } ],
              "expectedOutcomes": [ { "type": "file", "path": "out" } ], "metrics": [ { "name": "n", "command": "wc -l", "threshold": 3 } ],
              "maxRetries": 2, "maxDuration": 60000, "retryPolicy": { "escalateAfter": 1, "fallbackAgent": "lead", "escalateModel": "a/b" } },
            { "title": "Notes", "assignTo": "writer", "dependsOn": [ "Build" ] },
            { "title": "Ship", "dependsOn": [ "Build", "Notes" ], "sideEffects": true, "deadline": "2027-01-31" }
          ],
          "qualityGates": [ { "name": "good", "afterTasks": [ "Build" ], "blocksTasks": [ "Ship" ], "minScore": 4, "requireAllPassed": true, "condition": { "expression": "mission.name === 'release'" } } ],
          "checkpoints": [ { "name": "look", "afterTasks": [ "Notes" ], "blocksTasks": [ "Ship" ], "message": "Look at it." } ],
          "delays": [ { "name": "rest", "afterTasks": [ "Build" ], "blocksTasks": [ "Ship" ], "duration": "PT2H" } ]
        }
        """;

    [Fact]
    public void Every_field_is_read()
    {
        var mission = Documents.Read(Whole).OrRefuse();

        (mission.Name, mission.Prompt, mission.QualityThreshold, mission.MaxConcurrency).ShouldBe(
            ("release", "ship it", 3.5m, 4)
        );
        mission.Data!["version"]!.GetValue<string>().ShouldBe("2.0");
        mission
            .Team.ShouldHaveSingleItem()
            .ShouldSatisfyAllConditions(agent => agent.Name.ShouldBe("writer"), agent => agent.IsKept.ShouldBeFalse());
        mission.Tasks.Select(task => task.Title).ShouldBe(["Build", "Notes", "Ship"]);
        var build = mission.Tasks[0];
        (build.Priority, build.MaxRetries, build.MaxDuration).ShouldBe((2.5, 2, TimeSpan.FromMinutes(1)));
        build.RetryPolicy.ShouldBe(new Core.Tasks.RetryPolicy(1, "lead", "a/b"));
        (build.Expectations.Count, build.ExpectedOutcomes.Count, build.Metrics!.AsArray().Count).ShouldBe((2, 1, 1));
        mission.Tasks[2].SideEffects.ShouldBeTrue();
        mission
            .Holds.Select(hold => (hold.Kind, hold.Name))
            .ShouldBe([(HoldKind.QualityGate, "good"), (HoldKind.Checkpoint, "look"), (HoldKind.Delay, "rest")]);
        mission
            .Holds[0]
            .ShouldBeOfType<QualityGate>()
            .ShouldSatisfyAllConditions(
                gate => gate.MinScore.ShouldBe(4),
                gate => gate.AllPassed.ShouldBeTrue(),
                gate => gate.Condition.ShouldBe("mission.name === 'release'")
            );
        mission.Holds[2].ShouldBeOfType<Delay>().Duration.ShouldBe(TimeSpan.FromHours(2));
    }

    [Theory]
    [InlineData("""{"name":"m","tasks":[{"title":"A"}]}""")]
    [InlineData("""{"name":"m","data":{"tasks":[{"title":"A"}]}}""")]
    [InlineData("""{"name":"m","data":"{\"tasks\":[{\"title\":\"A\"}]}"}""")]
    [InlineData("""{"data":{"name":"m","tasks":[{"title":"A"}]}}""")]
    [InlineData(
        """{"group":"m","tasks":[{"title":"A"}],"team":{"name":"t","volatile":true,"agents":[{"name":"x"}]}}"""
    )]
    public void Every_spelling_means_the_same(string text)
    {
        var mission = Documents.Read(text).OrRefuse();
        (mission.Name, mission.Tasks.Single().Title).ShouldBe(("m", "A"));
    }

    [Fact]
    public void Only_a_document_without_a_name_is_called_as_its_file()
    {
        Documents.Read("""{"tasks":[{"title":"A"}]}""", name: "file").OrRefuse().Name.ShouldBe("file");
        Documents.Read("""{"name":"own","tasks":[{"title":"A"}]}""", name: "file").OrRefuse().Name.ShouldBe("own");
    }

    [Fact]
    public void All_mistakes_are_told_at_once_each_with_its_place_and_its_fix() =>
        Documents
            .Problems(
                """
                {"name":"m","qualityThreshold":9,
                 "tasks":[{"title":"A","assignTo":"nobody","dependsOn":["B","A","C"]},{"title":"A"},{"title":3,"priority":"high"},
                          {"title":"D","expectations":[{"type":"wish"}],"retryPolicy":{"fallbackAgent":"ghost"}}],
                 "checkpoints":[{"name":"c","afterTasks":[],"blocksTasks":["Z"]}],
                 "delays":[{"name":"d","afterTasks":["A"],"blocksTasks":["D"],"duration":"soon"}]}
                """
            )
            .Select(problem => problem.Split(' ')[0])
            .ShouldBe(
                [
                    "tasks[0].assignTo",
                    "tasks[2].title",
                    "tasks[2].priority",
                    "tasks[3].expectations[0].type",
                    "tasks[3].retryPolicy.fallbackAgent",
                    "checkpoints[0].afterTasks",
                    "delays[0].duration",
                    "qualityThreshold",
                    "tasks[1].title",
                    "tasks[0].dependsOn[0]",
                    "tasks[0].dependsOn[1]",
                    "tasks[0].dependsOn[2]",
                    "checkpoints[0].blocksTasks[0]",
                ],
                ignoreOrder: true
            );

    [Fact]
    public void A_refusal_names_the_file_the_line_the_path_and_the_fix()
    {
        var refused = Should.Throw<RefusedException>(() =>
            Documents
                .Read(
                    "{\"name\":\"m\",\n\"tasks\":[\n{\"title\":\"Build\"},\n{\"title\":\"B\",\"dependsOn\":[\"build\"]}]}"
                )
                .OrRefuse()
        );
        refused.Message.ShouldBe(
            "`m.json`: tasks[1].dependsOn[0] (line 4): names \"build\", but no task has this title. Did you mean \"Build\"?"
        );
    }

    [Theory]
    [InlineData("A: C; B: A; C: B", "", "\"A\" → \"B\" → \"C\" → \"A\"")]
    [InlineData(
        "A; B: A",
        """ "checkpoints":[{"name":"c","afterTasks":["B"],"blocksTasks":["A"]}]""",
        "\"A\" → \"B\" → \"A\""
    )]
    public void A_circle_is_told_with_its_way(string tasks, string more, string way) =>
        Documents.Problems(Documents.Of(tasks, more)).ShouldHaveSingleItem().ShouldContain(way);

    [Fact]
    public void What_a_gate_blocks_must_depend_on_all_that_it_looks_at()
    {
        const string gate = """ "qualityGates":[{"name":"g","afterTasks":["A","B"],"blocksTasks":["D"]}]""";
        Documents
            .Problems(Documents.Of("A; B; C: A; D: C", gate))
            .ShouldBe([
                "qualityGates[0].blocksTasks names \"D\", which does not depend on \"B\" of afterTasks. Add \"B\" to its dependsOn.",
            ]);
        Documents.Problems(Documents.Of("A; B; C: A; D: C B", gate)).ShouldBeEmpty();
    }

    [Fact]
    public void Agents_that_are_brought_along_are_refused_where_the_workspace_says_so() =>
        Documents
            .Problems(Documents.Of("A", """ "team":[{"name":"x"}]"""), """{"enableVolatileTeams":false}""")
            .ShouldHaveSingleItem()
            .ShouldContain("settings.enableVolatileTeams");

    [Theory]
    [InlineData("""[{"name":"dev","role":"other"}]""", "team[0] is called \"dev\"")]
    [InlineData("""[{"name":"x"},{"name":"x"}]""", "team[1] is the second agent \"x\"")]
    [InlineData("""[{"name":"x","reportsTo":"y"},{"name":"y","reportsTo":"x"}]""", "circle")]
    [InlineData("""[{"name":"x","reportsTo":"ghost"}]""", "ghost")]
    [InlineData("""[{"name":"../x"}]""", "no name for an agent")]
    [InlineData("""[3]""", "must be an object")]
    public void An_agent_that_cannot_be_brought_along_is_refused(string team, string said) =>
        Documents.Problems(Documents.Of("A", $"\"team\":{team}")).ShouldHaveSingleItem().ShouldContain(said);

    [Fact]
    public void An_agent_that_is_here_already_to_the_letter_is_used_and_stays() =>
        Documents
            .Read(Documents.Of("A", """ "team":[{"name":"dev","reportsTo":"lead"}]"""))
            .OrRefuse()
            .Team.Single()
            .IsKept.ShouldBeTrue();

    [Fact]
    public void An_edit_leaves_every_other_byte_as_it_was()
    {
        var text = MissionText.Of("m.json", Encoding.UTF8.GetBytes(Whole));
        var edited = text.Edited((edit, body) => edit.Replace(body["tasks"]!.Items[0]["priority"]!, 3));
        Encoding
            .UTF8.GetString(edited)
            .ShouldBe(Whole.Replace("\"priority\": 2.5", "\"priority\": 3", StringComparison.Ordinal));
    }

    [Fact]
    public void An_edit_of_a_document_that_is_a_text_stays_inside_of_that_text()
    {
        var text = MissionText.Of(
            "",
            """{"z":1,"data":"{\"tasks\":[{\"title\":\"A\"}],\"x\":1}","name":"m"}"""u8.ToArray()
        );
        var edited = text.Edited((edit, body) => edit.Replace(body["tasks"]!.Items[0]["title"]!, "B"));
        Encoding
            .UTF8.GetString(edited)
            .ShouldBe("""{"z":1,"data":"{\"tasks\":[{\"title\":\"B\"}],\"x\":1}","name":"m"}""");
    }

    [Theory]
    [InlineData("[]", "must be an object")]
    [InlineData("{", "not valid JSON")]
    [InlineData("{\"tasks\":1,\"tasks\":2}", "stands twice")]
    [InlineData("""{"data":"[]"}""", "the text of one")]
    public void What_is_no_document_is_refused(string text, string said) =>
        Should.Throw<RefusedException>(() => Documents.Read(text)).Message.ShouldContain(said);

    [Fact]
    public void A_time_that_never_comes_is_refused() =>
        Documents
            .Problems(Documents.Of("A", "\"schedule\":\"0 0 30 2 *\""))
            .ShouldHaveSingleItem()
            .ShouldBe("schedule is \"0 0 30 2 *\", which never fires: no month has such a day.");

    [Fact]
    public void More_titles_than_all_holds_may_name_are_refused()
    {
        var titles = string.Join(',', Enumerable.Range(0, 10_000).Select(number => $"\"T{number}\""));
        var holds = Enumerable
            .Range(0, 21)
            .Select(number => $$"""{"name":"c{{number}}","afterTasks":[{{titles}}],"blocksTasks":["T0"]}""");
        var tasks = string.Join(';', Enumerable.Range(0, 10_000).Select(number => $"T{number}"));
        Documents
            .Problems(Documents.Of(tasks, $"\"checkpoints\":[{string.Join(',', holds)}]"))
            .ShouldHaveSingleItem()
            .ShouldContain("at most 200000 are read");
    }

    [Fact]
    public void A_text_of_a_million_values_is_refused_before_it_takes_the_memory() =>
        Should
            .Throw<RefusedException>(() =>
                Documents.Read($"{{\"x\":[{string.Join(',', Enumerable.Repeat('0', 1_000_000))}]}}")
            )
            .Message.ShouldContain("more than 1000000 values");

    [Fact]
    public void Ten_thousand_tasks_in_one_line_are_read_and_one_more_is_refused()
    {
        var line = string.Join(';', Enumerable.Range(0, 10_000).Select(n => n == 0 ? "T0" : $"T{n}: T{n - 1}"));
        Documents.Read(Documents.Of(line)).OrRefuse().Tasks.Count.ShouldBe(10_000);
        Documents.Problems(Documents.Of(line + ";T")).ShouldHaveSingleItem().ShouldContain("at most 10000");
        Documents.Problems(Documents.Of("T0: T9999" + line[2..])).ShouldHaveSingleItem().ShouldContain("(10000 tasks)");
    }

    [Fact]
    public void A_description_of_a_million_characters_is_kept_and_a_longer_one_is_refused()
    {
        string With(int length) =>
            $$"""{"name":"m","tasks":[{"title":"A","description":"{{new string('x', length)}}"}]}""";
        Documents.Read(With(1_000_000)).OrRefuse().Tasks[0].Description!.Length.ShouldBe(1_000_000);
        Documents.Problems(With(1_000_001)).ShouldHaveSingleItem().ShouldStartWith("tasks[0].description has 1000001");
    }

    [Fact]
    public void A_document_of_nothing_but_mistakes_lists_the_first_hundred()
    {
        var reading = Documents.Read(Documents.Of(string.Join(';', Enumerable.Range(0, 300).Select(n => $"T{n}: no"))));
        (reading.Problems.Found.Count, reading.Problems.Left).ShouldBe((100, 200));
    }

    [Theory]
    [InlineData("PT2H", 7200d)]
    [InlineData("P1DT12H30M5.5S", 131405.5)]
    [InlineData("P1M", 30.44 * 86400)]
    [InlineData("P1Y", 365.25 * 86400)]
    [InlineData("P2W", 14 * 86400d)]
    [InlineData("P", null)]
    [InlineData("PT", null)]
    [InlineData("PT0S", null)]
    [InlineData("-PT1H", null)]
    [InlineData("P11Y", null)]
    [InlineData("PT1H ", null)]
    [InlineData("P999999999Y", null)]
    public void Durations_are_read_as_iso_8601_writes_them(string text, double? seconds) =>
        (IsoDuration.Read(text)?.TotalSeconds).ShouldBe(seconds);
}
