using Polpo.Core.Tasks.Watchers;

namespace Polpo.Tests.Tasks.Watchers;

public sealed class WatcherMachineTests
{
    [Fact]
    public void It_is_open_until_its_action_is_done_or_nobody_wants_it() =>
        Enum.GetValues<WatcherStatus>()
            .Where(status => status.IsOpen())
            .ShouldBe([WatcherStatus.Waiting, WatcherStatus.Reached]);
}
