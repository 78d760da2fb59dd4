namespace Polpo.Tests.Tools;

public sealed class AllowedPathTests : IDisposable
{
    private readonly ToolBench _bench = new() { AllowedPaths = ["src/", "/workspace/docs", "README.md"] };

    public AllowedPathTests()
    {
        _bench.File("src/a.txt", "needle a");
        _bench.File("other/b.txt", "needle b");
        _bench.File("README.md", "needle readme");
    }

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task Files_below_the_allowed_paths_are_read_and_written()
    {
        (await _bench.TextAsync("read", new { path = "src/a.txt" })).ShouldContain("needle a");
        await _bench.TextAsync("write", new { path = "docs/new/page.md", content = "x" });
        await _bench.TextAsync(
            "edit",
            new
            {
                path = "README.md",
                old_text = "needle",
                new_text = "pin",
            }
        );
        File.Exists(_bench.At("docs/new/page.md")).ShouldBeTrue();
    }

    [Theory]
    [InlineData("other/b.txt")]
    [InlineData("src/../other/b.txt")]
    [InlineData("srcs/b.txt")]
    [InlineData("b.txt")]
    public async Task Everything_else_is_refused_and_the_answer_names_what_is_allowed(string path)
    {
        (await _bench.ErrorAsync("read", new { path })).ShouldContain("src, docs, README.md");
        (await _bench.ErrorAsync("write", new { path, content = "x" })).ShouldContain("src, docs, README.md");
    }

    [Fact]
    public async Task A_link_from_an_allowed_folder_to_another_is_refused()
    {
        _bench.Link("src/link", "../other");
        await _bench.ErrorAsync("read", new { path = "src/link/b.txt" });
        await _bench.ErrorAsync("write", new { path = "src/link/c.txt", content = "x" });
    }

    [Fact]
    public async Task Searches_see_the_allowed_paths_only()
    {
        (await _bench.TextAsync("glob", new { pattern = "**/*" })).ShouldBe("src/a.txt\nREADME.md\n");
        (await _bench.TextAsync("grep", new { pattern = "needle" })).ShouldBe(
            "src/a.txt:1: needle a\nREADME.md:1: needle readme\n"
        );
        (await _bench.ErrorAsync("grep", new { pattern = "needle", path = "." })).ShouldContain("src, docs, README.md");
    }
}
