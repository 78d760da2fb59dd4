using Polpo.Engine.Storage;
using Shouldly;
using Xunit;

namespace Polpo.Tests.Engine;

public sealed class SignalReaderTests
{
    private readonly Signals _signals = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_nobody_announced_is_counted()
    {
        var reader = await WaitedInVainAsync();
        reader.Look();
        await reader.FoundAsync(Stop);

        _signals.FoundByPoll.ShouldBe(1);
    }

    [Fact]
    public async Task What_was_announced_between_the_end_of_the_wait_and_the_look_is_not()
    {
        var reader = await WaitedInVainAsync();
        _signals.Subjects.Pulse();
        reader.Look();
        await reader.FoundAsync(Stop);

        _signals.FoundByPoll.ShouldBe(0);
    }

    [Fact]
    public async Task Nor_what_was_announced_during_the_wait_or_expected_anyway()
    {
        var reader = new SignalReader(_signals, _signals.Subjects, TimeProvider.System);
        reader.Look();
        _signals.Subjects.Pulse();
        await reader.WaitAsync(Stop);
        await reader.FoundAsync(Stop);
        reader = await WaitedInVainAsync();
        reader.Expect();
        reader.Look();
        await reader.FoundAsync(Stop);

        _signals.FoundByPoll.ShouldBe(0);
    }

    private async Task<SignalReader> WaitedInVainAsync()
    {
        var reader = new SignalReader(_signals, _signals.Subjects, TimeProvider.System);
        reader.Look();
        await reader.WaitAsync(TimeSpan.Zero, Stop);
        return reader;
    }
}
