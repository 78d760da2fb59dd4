using System.Text.Json;
using Polpo.Engine.Kernel;

namespace Polpo.Tests.Tools;

public sealed class ToolArgumentTests : IDisposable
{
    private readonly ToolBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Theory]
    [InlineData(
        "edit",
        """{"path":"a","old_string":"x"}""",
        "edit: \"old_text\" is missing. Its parameters are path, old_text, new_text."
    )]
    [InlineData(
        "read",
        """{"path":7}""",
        "read: \"path\" must be string, found a number. Its parameters are path, offset?, limit?."
    )]
    [InlineData(
        "read",
        """{"path":"a","limit":"many"}""",
        "read: \"limit\" must be integer, found a string. Its parameters are path, offset?, limit?."
    )]
    [InlineData(
        "read",
        """{"path":"a","limit":1.5}""",
        "read: \"limit\" must be integer, found a number. Its parameters are path, offset?, limit?."
    )]
    [InlineData(
        "read",
        """{"path":"a","offset":0}""",
        "read: \"offset\" must be at least 1, found 0. Its parameters are path, offset?, limit?."
    )]
    [InlineData(
        "read",
        """{"path":""}""",
        "read: \"path\" must not be empty. Its parameters are path, offset?, limit?."
    )]
    [InlineData(
        "read",
        """["a"]""",
        "read: the arguments must be a JSON object, found an array. Call it again with path, offset?, limit?."
    )]
    public async Task What_does_not_fit_the_schema_is_named(string tool, string arguments, string expected) =>
        (await _bench.ErrorAsync(tool, JsonElement.Parse(arguments))).ShouldBe(expected);

    [Fact]
    public async Task Items_and_choices_are_checked_too()
    {
        (await _bench.ErrorAsync("register_outcome", new { type = "film", label = "x" })).ShouldContain(
            "\"type\" must be one of file, media, text, url, json, found \"film\"."
        );
        (
            await _bench.ErrorAsync(
                "register_outcome",
                new
                {
                    type = "text",
                    label = "x",
                    text = "t",
                    tags = new object[] { "a", 1 },
                }
            )
        ).ShouldContain("\"tags[1]\" must be string");
    }

    [Fact]
    public async Task A_null_stands_for_a_parameter_that_is_not_given()
    {
        _bench.File("a", "x");
        await _bench.TextAsync(
            "read",
            new
            {
                path = "a",
                offset = (int?)null,
                limit = (int?)null,
                note = "mine",
            }
        );
    }

    [Fact]
    public void An_agent_has_the_core_set_and_can_register_outcomes_unless_it_says_otherwise()
    {
        Names(null).ShouldBe(["bash", "edit", "glob", "grep", "ls", "read", "register_outcome", "write"]);
        Names([]).ShouldBeEmpty();
        Names(["HTTP_*"]).ShouldBe(["http_download", "http_fetch", "register_outcome"]);
        Should.Throw<RefusedException>(() => Names(["reed"])).Message.ShouldContain("There is no tool \"reed\"");
    }

    private string[] Names(string[]? allowed) => [.. _bench.Registry.Granted(allowed).Select(tool => tool.Schema.Name)];
}
