using Polpo.Core.Missions.Documents;
using Shouldly;
using Xunit;

namespace Polpo.Tests.Missions;

/// <summary>Fields that no mission has: those that somebody meant otherwise are refused, the others are kept and told.</summary>
public sealed class MissionSpellingTests
{
    [Theory]
    [InlineData("""{"name":"m","checkpoint":[],"tasks":[{"title":"A"}]}""", "checkpoint", "a mission", "checkpoints")]
    [InlineData(
        """{"name":"m","tasks":[{"title":"A","dependOn":["B"]}]}""",
        "tasks[0].dependOn",
        "a task",
        "dependsOn"
    )]
    [InlineData(
        """{"name":"m","tasks":[{"title":"A","assign_to":"dev"}]}""",
        "tasks[0].assign_to",
        "a task",
        "assignTo"
    )]
    [InlineData(
        """{"name":"m","tasks":[{"title":"A","retryPolicy":{"escalatAfter":1}}]}""",
        "tasks[0].retryPolicy.escalatAfter",
        "a retry policy",
        "escalateAfter"
    )]
    [InlineData(
        """{"name":"m","tasks":[{"title":"A"},{"title":"B"}],"delays":[{"name":"d","afterTask":["A"],"afterTasks":["A"],"blocksTasks":["B"],"duration":"PT1H"}]}""",
        "delays[0].afterTask",
        "a delay",
        "afterTasks"
    )]
    [InlineData(
        """{"name":"m","tasks":[{"title":"A"},{"title":"B","dependsOn":["A"]}],"qualityGates":[{"name":"g","afterTasks":["A"],"blocksTasks":["B"],"minscores":3}]}""",
        "qualityGates[0].minscores",
        "a quality gate",
        "minScore"
    )]
    [InlineData("""{"name":"m","data":{"tasks":[{"title":"A"}],"delay":[]}}""", "data.delay", "a mission", "delays")]
    [InlineData(
        """{"name":"m","team":[{"name":"helper","sistemPrompt":"x"}],"tasks":[{"title":"A"}]}""",
        "team[0].sistemPrompt",
        "an agent",
        "systemPrompt"
    )]
    public void A_misspelt_field_is_refused_with_its_path_and_the_right_name(
        string text,
        string path,
        string what,
        string meant
    ) => Documents.Problems(text).ShouldBe([$"{path} is no field of {what}. Did you mean \"{meant}\"?"]);

    [Theory]
    [InlineData(
        "expectations",
        "{\"type\":\"test\",\n\"comand\":\"make\"}",
        "comand is no field of a test. Did you mean \"command\"?"
    )]
    [InlineData("expectations", "{\"type\":\"script\",\n\"command\":5}", "command must be a text.")]
    [InlineData("metrics", "{\"name\":\"cov\",\n\"comand\":\"x\"}", "comand is no field of a metric. Did you mean")]
    [InlineData(
        "expectedOutcomes",
        "{\"type\":\"file\",\n\"pat\":\"x\"}",
        "pat is no field of an expected outcome. Did you mean"
    )]
    public void So_is_one_of_what_is_checked_with_its_own_line_and_its_place_once(
        string list,
        string entry,
        string said
    )
    {
        var problem = Documents
            .Read($$"""{"name":"m","tasks":[{"title":"A","{{list}}":[{{entry}}]}]}""")
            .Problems.Found.ShouldHaveSingleItem();
        problem.Line.ShouldBe(2);
        $"{problem.Path} {problem.Message}".ShouldStartWith($"tasks[0].{list}[0].{said}");
    }

    [Fact]
    public void A_mission_that_was_stored_before_keeps_its_checks() =>
        MissionReader
            .Stored("""{"tasks":[{"title":"A","expectations":[{"type":"test","comand":"x"}]}]}""", "m")
            .Tasks[0]
            .Expectations.ShouldHaveSingleItem();

    [Fact]
    public void A_field_that_nothing_uses_is_kept_and_told()
    {
        var reading = Documents.Read(
            "{\"name\":\"m\",\"notifications\":{\"rules\":[]},\"colour\":\"red\",\"tasks\":[{\"title\":\"A\",\n\"notes\":1}]}"
        );

        reading.OrRefuse();
        reading
            .Problems.Notes.Select(note => $"{note.Line} {note.Path} {note.Message}")
            .ShouldBe([
                "1 notifications is kept as it is, and not used.",
                "1 colour is no field of a mission. It is kept as it is, and not used.",
                "2 tasks[0].notes is no field of a task. It is kept as it is, and not used.",
            ]);
    }

    [Fact]
    public void A_document_of_nothing_but_strange_fields_is_refused_in_one_line()
    {
        var strange = string.Join(',', Enumerable.Range(0, 50_000).Select(number => $"\"x{number}\":1"));

        Documents
            .Problems($$"""{"name":"m","tasks":[{"title":"A"}],{{strange}}, "{{new string('y', 1_000_000)}}":1}""")
            .ShouldHaveSingleItem()
            .ShouldContain("more than 1000 fields that no mission has");
    }
}
