using System.Text.Json.Nodes;
using Polpo.Core.Assessment;
using Polpo.Engine.Kernel;
using Polpo.Tests.Architecture;
using Shouldly;
using Xunit;

namespace Polpo.Tests.Assessment;

/// <summary>A misspelt field would leave a check out, or run another one than its author meant.</summary>
public sealed class ExpectationFieldsTests
{
    [Theory]
    [InlineData("""{"type":"test","comand":"make"}""", "comand is no field of a test. Did you mean \"command\"?")]
    [InlineData(
        """{"type":"test","command":"make","timeot":5}""",
        "timeot is no field of a test, which has type, command, confidence. Take it out, or correct its name."
    )]
    [InlineData(
        """{"type":"script","command":"x","expectedExitCode":1}""",
        "expectedExitCode is no field of a script. Did you mean \"expectExitCode\"?"
    )]
    [InlineData(
        """{"type":"file_exists","path":"a","pats":["b"]}""",
        "pats is no field of a file_exists. Did you mean"
    )]
    [InlineData(
        """{"type":"llm_review","criteria":"x","treshold":4}""",
        "treshold is no field of an llm_review. Did you mean \"threshold\"?"
    )]
    [InlineData(
        """{"type":"llm_review","dimensions":[{"name":"style"},{"name":"x","wieght":2}]}""",
        "dimensions[1].wieght is no field of a dimension. Did you mean \"weight\"?"
    )]
    public void A_field_that_its_kind_does_not_have_is_refused_with_its_place(string expectation, string said) =>
        Refused(() => ExpectationFields.Require([Good(), Read(expectation)], null, []))
            .ShouldStartWith($"expectations[1].{said}");

    [Theory]
    [InlineData("""[{"name":"cov","command":"x","treshold":80}]""", "treshold is no field of a metric. Did you mean")]
    [InlineData("""[{"name":"cov","comand":"x"}]""", "comand is no field of a metric. Did you mean \"command\"?")]
    public void So_is_one_of_a_metric_and_of_an_expected_outcome(string metrics, string said)
    {
        Refused(() => ExpectationFields.Require([], JsonNode.Parse(metrics), [])).ShouldStartWith($"metrics[0].{said}");
        Refused(() => ExpectationFields.Require([], null, [Read("""{"type":"file","pth":"a"}""")]))
            .ShouldStartWith("expectedOutcomes[0].pth is no field of an expected outcome. Did you mean \"path\"?");
    }

    [Fact]
    public void What_is_only_tracked_may_say_what_it_likes() =>
        Should.NotThrow(() =>
            ExpectationFields.Require([Good()], JsonNode.Parse("""[{"name":"x","target":5},{"owner":"web"}]"""), [])
        );

    [Fact]
    public void Every_kind_that_is_read_has_its_fields()
    {
        foreach (var kind in ExpectationFields.Kinds.Keys)
        {
            var all = """{"command":"x","path":"a","criteria":"c"}""";
            var entry = Read(all);
            entry["type"] = kind;
            ExpectationReader.Read([entry], null)[0].Type.ShouldBe(kind);
        }
        Refused(() => ExpectationReader.Read([Read("""{"type":"x"}""")], null))
            .ShouldEndWith($"one of {string.Join(", ", ExpectationFields.Kinds.Keys)}.");
    }

    [Fact]
    public void The_guide_names_all_kinds_and_all_their_fields()
    {
        var rows = SourceTree
            .Read("docs/guide/tasks.md")
            .Split('\n')
            .Where(line => line.StartsWith("| `", StringComparison.Ordinal));
        var told = rows.Select(row => row.Split('|', StringSplitOptions.TrimEntries))
            .Where(cells => ExpectationFields.Kinds.ContainsKey(cells[1].Trim('`')))
            .ToDictionary(cells => cells[1].Trim('`'), cells => Words(cells[2]));
        told.Keys.ShouldBe(ExpectationFields.Kinds.Keys, ignoreOrder: true);
        foreach (var (kind, fields) in ExpectationFields.Kinds)
            told[kind].ShouldBe(fields.Fields.Except(["type", "confidence"]), ignoreOrder: true, kind);
    }

    private static string[] Words(string cell) => [.. cell.Split('`').Where((_, index) => index % 2 == 1)];

    private static JsonObject Good() => Read("""{"type":"test","command":"make","confidence":"firm"}""");

    private static JsonObject Read(string text) => JsonNode.Parse(text)!.AsObject();

    private static string Refused(Action action) => Should.Throw<RefusedException>(action).Message;
}
