using System.Text.Json;
using System.Text.Json.Nodes;
using Polpo.Core.Assessment;
using Polpo.Core.Tools;
using Polpo.Engine.Kernel;

namespace Polpo.Tests.Assessment;

public sealed class OutcomeTests : IDisposable
{
    private readonly string _checkout = Directory.CreateTempSubdirectory("polpo-outcome-").FullName;

    public OutcomeTests() => System.IO.File.WriteAllText(Path.Combine(_checkout, "report.md"), "# Report\n");

    public void Dispose() => Directory.Delete(_checkout, recursive: true);

    [Fact]
    public void A_file_counts_when_it_is_in_the_result_and_not_when_it_is_only_claimed()
    {
        Passed("""{"type":"file","path":"report.md"}""").ShouldBeTrue();
        Passed("""{"type":"file","path":"absent.md"}""", File("absent.md")).ShouldBeFalse();
        Passed("""{"type":"file","path":"../../etc/passwd"}""", File("../../etc/passwd")).ShouldBeFalse();
    }

    [Fact]
    public void A_text_must_not_be_empty()
    {
        Passed("""{"type":"text","label":"summary"}""", new Outcome(OutcomeType.Text, "summary") { Text = "All well." })
            .ShouldBeTrue();
        Passed("""{"type":"text","label":"summary"}""", new Outcome(OutcomeType.Text, "summary") { Text = "  " })
            .ShouldBeFalse();
    }

    [Theory]
    [InlineData("https://example.org/build/7", true)]
    [InlineData("ftp://example.org/", false)]
    [InlineData("javascript:alert(1)", false)]
    [InlineData("example.org", false)]
    public void An_address_must_be_one_of_the_web(string url, bool valid) =>
        Passed("""{"type":"url"}""", new Outcome(OutcomeType.Url, "build") { Url = url }).ShouldBe(valid);

    [Theory]
    [InlineData("""{"summary":"good","score":3}""", true)]
    [InlineData("""{"score":3}""", false)]
    [InlineData("""{"summary":7}""", false)]
    public void Data_must_fit_its_schema(string data, bool fits) =>
        Passed(
                """{"type":"json","schema":{"type":"object","required":["summary"],"properties":{"summary":{"type":"string"}}}}""",
                new Outcome(OutcomeType.Json, "data") { Data = JsonDocument.Parse(data).RootElement }
            )
            .ShouldBe(fits);

    [Theory]
    [InlineData("image/png", null, true)]
    [InlineData("text/plain", null, false)]
    [InlineData("image/png", "image/jpeg", false)]
    public void A_medium_must_be_of_the_expected_kind(string actual, string? expected, bool fits) =>
        Passed(
                new JsonObject
                {
                    ["type"] = "media",
                    ["path"] = "report.md",
                    ["mimeType"] = expected,
                }.ToJsonString(),
                new Outcome(OutcomeType.Media, "picture") { Path = "report.md", MimeType = actual }
            )
            .ShouldBe(fits);

    [Fact]
    public void What_was_not_registered_fails_unless_it_is_optional()
    {
        Passed("""{"type":"text","label":"summary"}""").ShouldBeFalse();
        Passed("""{"type":"text","label":"summary","required":false}""").ShouldBeTrue();
    }

    [Fact]
    public void An_outcome_is_found_by_its_label_before_its_type()
    {
        Outcome[] two =
        [
            new(OutcomeType.Text, "draft") { Text = "" },
            new(OutcomeType.Text, "Summary") { Text = "All well." },
        ];

        Passed("""{"type":"text","label":"summary"}""", two).ShouldBeTrue();
    }

    [Fact]
    public void An_unknown_type_is_refused_by_field() =>
        Should
            .Throw<RefusedException>(() => Passed("""{"type":"video"}"""))
            .Message.ShouldStartWith("expectedOutcomes[0].type is \"video\"");

    private static Outcome File(string path) => new(OutcomeType.File, "file") { Path = path };

    private bool Passed(string expected, params Outcome[] outcomes) =>
        FileChecks.Outcome(_checkout, ExpectedOutcome.Read([JsonNode.Parse(expected)!.AsObject()])[0], outcomes).Passed;
}
