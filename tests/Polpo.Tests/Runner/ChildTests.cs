using Polpo.Runner.Linux.Spawning;
using Shouldly;
using Xunit;

namespace Polpo.Tests.Runner;

public sealed class ChildTests
{
    [Fact]
    public void Its_handle_stays_open_while_somebody_may_still_wait_on_it()
    {
        var child = new Child(Spawn());
        child.Wait();

        child.Dispose();
        child.Handle.IsClosed.ShouldBeFalse();
        child.Forget();

        child.Handle.IsClosed.ShouldBeTrue();
    }

    [Fact]
    public void Its_owner_may_be_the_last_to_let_go()
    {
        var child = new Child(Spawn());

        child.Forget();
        child.Handle.IsClosed.ShouldBeFalse();
        child.Wait().ShouldBe(0);
        child.Dispose();

        child.Handle.IsClosed.ShouldBeTrue();
    }

    private static int Spawn()
    {
        using var call = new SpawnCall("/bin/true", 0, 1, 2, []);
        return call.Start();
    }
}
