using Polpo.Runner.Limits.Disk;

namespace Polpo.Tests.Sandboxes.Limits;

public sealed class DiskWatchTests
{
    /// <summary>A look that waited three seconds for a processor was followed by a minute without any: a filler went on.</summary>
    [Theory]
    [InlineData(0.1, 2)]
    [InlineData(1, 20)]
    [InlineData(3, 20)]
    [InlineData(10, 40)]
    public void It_rests_for_a_share_of_its_look_and_not_for_long(double took, double rest) =>
        DiskWatch.PauseAfter(TimeSpan.FromSeconds(took)).ShouldBe(TimeSpan.FromSeconds(rest));
}
