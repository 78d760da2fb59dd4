using System.Text.Json.Nodes;
using Polpo.Core.Assessment;
using Polpo.Engine.Kernel;
using Shouldly;
using Xunit;

namespace Polpo.Tests.Assessment;

public sealed class ExpectationReaderTests
{
    [Fact]
    public void Every_spelling_of_the_file_format_is_read()
    {
        Read("""{"type":"test"}""").ShouldBe(new CommandExpectation("test", "npm test", 0));
        Read("""{"type":"script","command":"./lint","expectExitCode":3}""")
            .ShouldBe(new CommandExpectation("script", "./lint", 3));
        ((FileExpectation)Read("""{"type":"file_exists","path":"a.md"}""")).Paths.ShouldBe(["a.md"]);
        (
            (FileExpectation)Read("""{"type":"file_exists","paths":["a.md","b.md"],"confidence":"firm"}""")
        ).ShouldSatisfyAllConditions(
            files => files.Paths.ShouldBe(["a.md", "b.md"]),
            files => files.Estimated.ShouldBeFalse()
        );
        ((ReviewExpectation)Read("""{"type":"llm_review","prompt":"is it good?"}""")).ShouldSatisfyAllConditions(
            review => review.Criteria.ShouldBe("is it good?"),
            review => review.Threshold.ShouldBe(3.0m)
        );
    }

    [Theory]
    [InlineData("""{}""", "expectations[0].type is missing")]
    [InlineData("""{"type":"tests"}""", "expectations[0].type is \"tests\"")]
    [InlineData("""{"type":"script"}""", "expectations[0].command is missing")]
    [InlineData("""{"type":"script","command":7}""", "expectations[0].command must be a text")]
    [InlineData("""{"type":"file_exists","paths":[]}""", "expectations[0].paths must be a list")]
    [InlineData("""{"type":"llm_review","criteria":"x","threshold":9}""", "expectations[0].threshold is 9")]
    [InlineData(
        """{"type":"llm_review","dimensions":[{"weight":1}]}""",
        "expectations[0].dimensions[0].name is missing"
    )]
    public void What_cannot_be_read_is_refused_by_field(string entry, string message)
    {
        Should.Throw<RefusedException>(() => Read(entry)).Message.ShouldStartWith(message);
    }

    [Fact]
    public void Metrics_with_commands_are_checked_and_plain_pairs_are_only_tracked()
    {
        ExpectationReader
            .Read([], JsonNode.Parse("""[{"name":"coverage","command":"./cov","threshold":80}]"""))
            .ShouldBe([new MetricExpectation("coverage", "./cov", 80)]);
        ExpectationReader.Read([], JsonNode.Parse("""{"team":"web"}""")).ShouldBeEmpty();
    }

    private static Expectation Read(string entry) =>
        ExpectationReader.Read([JsonNode.Parse(entry)!.AsObject()], null)[0];
}
