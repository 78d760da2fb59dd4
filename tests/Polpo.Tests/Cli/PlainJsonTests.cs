using System.Text.Json;
using Polpo.Cli.Shell;
using Shouldly;
using Xunit;

namespace Polpo.Tests.Cli;

public sealed class PlainJsonTests
{
    [Fact]
    public void What_a_person_reads_stands_as_it_is() =>
        PlainJson.Of(new { Text = "it's <b> & żółw" }).ShouldBe("""{"text":"it's <b> & żółw"}""");

    [Theory]
    [InlineData("\u202e")]
    [InlineData("\u0085")]
    [InlineData("\u001b[31m")]
    [InlineData("\u200f")]
    public void What_would_steer_a_terminal_stays_escaped_and_reads_the_same(string hostile)
    {
        var json = PlainJson.Of(new { Text = hostile });
        json.ShouldNotContain(hostile[..1]);
        JsonDocument.Parse(json).RootElement.GetProperty("text").GetString().ShouldBe(hostile);
    }
}
