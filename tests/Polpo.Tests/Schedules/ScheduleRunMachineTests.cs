using Polpo.Core.Schedules.Runs;

namespace Polpo.Tests.Schedules;

public sealed class ScheduleRunMachineTests
{
    [Fact]
    public void It_takes_a_place_until_it_has_ended() =>
        Enum.GetValues<ScheduleRunStatus>()
            .Where(status => status.IsOpen())
            .ShouldBe([ScheduleRunStatus.Pending, ScheduleRunStatus.Claimed, ScheduleRunStatus.Running]);
}
