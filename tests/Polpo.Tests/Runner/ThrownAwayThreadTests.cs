using Polpo.Runner.Linux;

namespace Polpo.Tests.Runner;

public sealed class ThrownAwayThreadTests
{
    [Fact]
    public async Task What_its_work_throws_is_told_and_ends_no_process()
    {
        var work = ThrownAwayThread.RunAsync<int>("test", () => throw new NotSupportedException("unforeseen"));

        (await Should.ThrowAsync<NotSupportedException>(() => work)).Message.ShouldBe("unforeseen");
    }

    [Fact]
    public async Task Its_work_has_a_thread_that_nobody_else_gets()
    {
        var first = await ThrownAwayThread.RunAsync("test", () => Thread.CurrentThread);
        var second = await ThrownAwayThread.RunAsync("test", () => Thread.CurrentThread);

        second.ShouldNotBeSameAs(first);
        first.Join(TimeSpan.FromSeconds(10)).ShouldBeTrue();
    }
}
