namespace Polpo.Tests.Tools;

/// <summary>File tools refuse what a sandbox holds read-only.</summary>
public sealed class ProtectedSettingTests : IDisposable
{
    private readonly ToolBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Theory]
    [InlineData(".envrc")]
    [InlineData("src/../.mcp.json")]
    [InlineData("/workspace/.claude/settings.json")]
    [InlineData(".VSCode/tasks.json")]
    [InlineData("way/tasks.json")]
    public async Task Writing_one_is_refused_by_its_rule_and_makes_nothing(string path)
    {
        _bench.Shell("mkdir .vscode && ln -s .vscode way");

        (await _bench.ErrorAsync("write", new { path, content = "x" })).ShouldContain(
            "named in the agent's allowedPaths"
        );

        Directory.GetFileSystemEntries(_bench.Worktree).Length.ShouldBe(2);
        Directory.GetFileSystemEntries(_bench.At(".vscode")).ShouldBeEmpty();
    }

    [Fact]
    public async Task One_that_is_there_is_read_but_not_edited()
    {
        _bench.File(".vscode/settings.json", "{}");

        (await _bench.TextAsync("read", new { path = ".vscode/settings.json" })).ShouldContain("{}");
        (
            await _bench.ErrorAsync(
                "edit",
                new
                {
                    path = ".vscode/settings.json",
                    old_text = "{}",
                    new_text = "[]",
                }
            )
        ).ShouldContain("read-only");
    }

    [Fact]
    public async Task The_same_name_further_down_is_an_ordinary_file() =>
        await _bench.TextAsync("write", new { path = "fixtures/.envrc", content = "x" });

    [Fact]
    public async Task One_that_the_agent_may_use_by_name_is_written()
    {
        using var bench = new ToolBench { AllowedPaths = [".vscode", "src"] };

        await bench.TextAsync("write", new { path = ".vscode/tasks.json", content = "{}" });
        await bench.ErrorAsync("write", new { path = ".envrc", content = "x" });
    }
}
