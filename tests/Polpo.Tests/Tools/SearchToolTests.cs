namespace Polpo.Tests.Tools;

public sealed class SearchToolTests : IDisposable
{
    private readonly ToolBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Theory]
    [InlineData("**/*.ts", "src/a.ts\nsrc/deep/b.ts\ntop.ts\n")]
    [InlineData("*.ts", "top.ts\n")]
    [InlineData("src/*.ts", "src/a.ts\n")]
    [InlineData("src/**/*.{ts,js}", "src/a.ts\nsrc/c.js\nsrc/deep/b.ts\n")]
    [InlineData("src/[ab].?s", "src/a.ts\n")]
    [InlineData("(+.ts", "No file matches.")]
    public async Task Patterns_find_files_in_path_order(string pattern, string expected)
    {
        foreach (var file in new[] { "src/deep/b.ts", "src/a.ts", "src/c.js", "top.ts", ".git/x.ts" })
            _bench.File(file, "");
        (await _bench.TextAsync("glob", new { pattern })).ShouldBe(expected);
    }

    [Fact]
    public async Task Both_searches_stop_at_their_limits_and_say_so()
    {
        for (var number = 0; number < 250; number++)
            _bench.File($"f{number:000}.txt", "match\n");
        var files = (await _bench.TextAsync("glob", new { pattern = "*" })).Split('\n');
        files.Length.ShouldBe(202);
        files[200].ShouldContain("more than 200");
        var lines = (await _bench.TextAsync("grep", new { pattern = "m.tch" })).Split('\n');
        lines.Length.ShouldBe(102);
        lines[100].ShouldContain("stopped at 100 lines");
    }

    [Fact]
    public async Task Lines_are_found_in_text_files_and_links_are_not_followed()
    {
        _bench.File("a.cs", "class A\n{\n}\n");
        _bench.File("b.md", "class of things\n");
        _bench.File("c.bin", [.. "class"u8, 0]);
        _bench.Link("out", "..");
        _bench.Link("again", ".");
        (await _bench.TextAsync("grep", new { pattern = "^class", include = "*.cs" })).ShouldBe("a.cs:1: class A\n");
        (await _bench.TextAsync("grep", new { pattern = "class|secret" })).ShouldBe(
            "a.cs:1: class A\nb.md:1: class of things\n"
        );
        (await _bench.TextAsync("grep", new { pattern = "of (?=things)", path = "b.md" })).ShouldBe(
            "b.md:1: class of things\n"
        );
    }

    [Fact]
    public async Task A_pattern_made_to_explode_is_answered()
    {
        _bench.File("a.txt", new string('a', 60) + "!");
        (await _bench.TextAsync("grep", new { pattern = "(a+)+$" })).ShouldBe("No line matches.");
        (await _bench.ErrorAsync("grep", new { pattern = "(?=x|a)(a+)+$" })).ShouldContain("takes too long");
        (await _bench.ErrorAsync("grep", new { pattern = "(unclosed" })).ShouldContain("not a regular expression");
    }

    [Fact]
    public async Task A_folder_is_listed_with_kinds_and_sizes()
    {
        _bench.File("b/inner", "");
        _bench.File("a.txt", "12345");
        _bench.Link("link", "nowhere");
        _bench.Shell("printf x > \"$(printf 'caf\\351')\"");
        var listing = await _bench.TextAsync("ls", new { });
        listing.ShouldStartWith("a.txt  5\nb/\n");
        listing.ShouldContain("link@");
        listing.ShouldContain("name is not UTF-8");
        (await _bench.TextAsync("grep", new { pattern = "x" })).ShouldBe("No line matches.");
    }
}
