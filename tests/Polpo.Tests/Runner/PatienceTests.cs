using Polpo.Runner.Doors;

namespace Polpo.Tests.Runner;

/// <summary>A runner whose server died does not hold its sandboxes for ever.</summary>
public sealed class PatienceTests
{
    [Theory]
    [InlineData(null, 30)]
    [InlineData("", 30)]
    [InlineData("soon", 30)]
    [InlineData("-5", 30)]
    [InlineData("0", 0)]
    [InlineData("5", 5)]
    [InlineData("99999", 1440)]
    public void It_is_what_was_asked_for_within_a_day(string? text, int minutes) =>
        Patience.From(text).ShouldBe(TimeSpan.FromMinutes(minutes));
}
