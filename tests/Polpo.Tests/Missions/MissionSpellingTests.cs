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
