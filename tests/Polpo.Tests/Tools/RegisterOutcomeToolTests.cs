using Polpo.Core.Tools;

namespace Polpo.Tests.Tools;

public sealed class RegisterOutcomeToolTests : IDisposable
{
    private readonly ToolBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task A_file_that_exists_is_declared_with_its_type_and_size()
    {
        _bench.File("out/report.pdf", "12345");
        var result = await _bench.CallAsync(
            "register_outcome",
            new
            {
                type = "file",
                label = "Report",
                path = "/workspace/out/report.pdf",
                tags = new[] { "q3" },
            }
        );
        result
            .Outcome.ShouldNotBeNull()
            .ShouldSatisfyAllConditions(
                outcome => outcome.Type.ShouldBe(OutcomeType.File),
                outcome => outcome.Path.ShouldBe("out/report.pdf"),
                outcome => outcome.MimeType.ShouldBe("application/pdf"),
                outcome => outcome.Size.ShouldBe(5),
                outcome => outcome.Tags.ShouldBe(["q3"])
            );
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_no_outcome()
    {
        var result = await _bench.CallAsync(
            "register_outcome",
            new
            {
                type = "media",
                label = "Film",
                path = "film.mp4",
            }
        );
        result.IsError.ShouldBeTrue();
        result.Outcome.ShouldBeNull();
        result.Text.ShouldBe("There is no file \"film.mp4\". Write it before you register it.");
    }

    [Fact]
    public async Task Texts_addresses_and_data_are_declared_as_they_are()
    {
        (
            await _bench.CallAsync(
                "register_outcome",
                new
                {
                    type = "json",
                    label = "Numbers",
                    data = new { a = 1 },
                }
            )
        ).Outcome!.Data!.Value.GetRawText().ShouldBe("""{"a":1}""");
        (
            await _bench.CallAsync(
                "register_outcome",
                new
                {
                    type = "text",
                    label = "Answer",
                    text = "42",
                }
            )
        ).Outcome!.Text.ShouldBe("42");
        (
            await _bench.ErrorAsync(
                "register_outcome",
                new
                {
                    type = "url",
                    label = "Page",
                    url = "javascript:alert(1)",
                }
            )
        ).ShouldContain("http or https");
        (await _bench.ErrorAsync("register_outcome", new { type = "text", label = "Answer" })).ShouldContain(
            "\"text\" is missing"
        );
    }
}
