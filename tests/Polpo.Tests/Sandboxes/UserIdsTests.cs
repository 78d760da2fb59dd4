using Polpo.Runner;
using Polpo.Runner.Sandboxes;

namespace Polpo.Tests.Sandboxes;

public sealed class UserIdsTests : IDisposable
{
    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Fact]
    public void Each_workspace_has_a_range_of_its_own_for_good()
    {
        var uids = new Uids(_file, UserIds.Standard);
        var (one, two) = (uids.Of("ws_1"), uids.Of("ws_2"));

        two.ShouldBe(one + 65536);
        new Uids(_file, UserIds.Standard).Of("ws_1").ShouldBe(one);
    }

    [Fact]
    public void A_workspace_of_an_earlier_version_keeps_its_id()
    {
        File.WriteAllLines(_file, ["ws_old", "ws_older"]);
        var uids = new Uids(_file, UserIds.Standard);

        uids.Of("ws_older").ShouldBe(100_002u);
        uids.Of("ws_new").ShouldBe(UserIds.Standard.First);
        uids.Of("ws_old").ShouldBe(100_001u);
    }

    [Fact]
    public void Another_setting_gives_nobody_what_another_has()
    {
        var one = new Uids(_file, new UserIds(20_000, 100)).Of("ws_1");
        var cut = new Uids(_file, new UserIds(19_990, 16));

        cut.Of("ws_1").ShouldBe(one);
        cut.Of("ws_2").ShouldBe(20_102u);
    }

    [Fact]
    public void When_no_id_is_left_it_is_said()
    {
        var uids = new Uids(_file, new UserIds(int.MaxValue - 20, 16));
        uids.Of("ws_1");

        Should.Throw<RunnerFault>(() => uids.Of("ws_2")).Message.ShouldContain("Set POLPO_SANDBOX_IDS=FIRST:EACH");
    }

    [Theory]
    [InlineData(null, 0x7000_0000u, 65536u)]
    [InlineData("200000", 200_000u, 65536u)]
    [InlineData("20000:16", 20_000u, 16u)]
    public void They_are_set_by_first_and_number(string? text, uint first, uint each) =>
        UserIds.From(text).ShouldBe(new UserIds(first, each));

    [Theory]
    [InlineData("root")]
    [InlineData("0")]
    [InlineData("999")]
    [InlineData("20000:0")]
    [InlineData("20000:16:3")]
    [InlineData("-5")]
    public void What_is_none_or_may_be_a_persons_is_refused(string text) => UserIds.From(text).ShouldBeNull();

    [Fact]
    public void A_container_with_a_few_ids_is_known()
    {
        new UserIds(20_000, 16).IsMapped(["         0     100000      65536"]).ShouldBeTrue();
        UserIds.Standard.IsMapped(["         0     100000      65536"]).ShouldBeFalse();
        UserIds.Standard.IsMapped(["         0          0 4294967295"]).ShouldBeTrue();
    }
}
