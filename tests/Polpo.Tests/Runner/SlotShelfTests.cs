using Polpo.Runner;
using Polpo.Runner.Execs;
using Polpo.Runner.Sandboxes;
using Shouldly;
using Xunit;

namespace Polpo.Tests.Runner;

public sealed class SlotShelfTests : IAsyncDisposable
{
    private readonly List<Slot> _taken = [];
    private readonly SlotShelf _shelf;
    private int _started;

    public SlotShelfTests() =>
        _shelf = new SlotShelf(() =>
        {
            Interlocked.Increment(ref _started);
            return Slot.StartAsync(Launch.With("/", Slot.Shell("/")), null);
        });

    public async ValueTask DisposeAsync()
    {
        await _shelf.DisposeAsync();
        foreach (var slot in _taken)
            await EndAsync(slot);
    }

    [Fact]
    public async Task After_five_commands_at_once_five_shells_stand_ready()
    {
        await TakeAsync(5);
        _shelf.Refill();

        await TakeAsync(5);

        (await LeftAsync()).ShouldBe(1, "six stood ready");
    }

    [Fact]
    public async Task Calm_makes_the_shelf_small_again()
    {
        await TakeAsync(8);
        for (var run = 0; run < 120; run++)
        {
            _shelf.Refill();
            await TakeAsync(1);
        }
        _shelf.Refill();

        (await LeftAsync()).ShouldBe(2);
    }

    [Fact]
    public async Task A_shell_that_was_ended_from_outside_is_replaced()
    {
        await TakeAsync(1);
        _shelf.Refill();
        var slot = (await TakeAsync(1))[0];
        slot.Kill();
        await slot.ExitAsync();

        (await TakeAsync(1))[0].HasExited.ShouldBeFalse();
    }

    /// <summary>What it would be started in is closed by then: its namespaces' numbers may be another sandbox's.</summary>
    [Fact]
    public async Task Once_closed_it_starts_no_shell()
    {
        await _shelf.DisposeAsync();
        var before = _started;

        (await Should.ThrowAsync<RunnerFault>(() => TakeAsync(1))).Message.ShouldBe("The sandbox is closing.");

        _started.ShouldBe(before);
    }

    private async Task<Slot[]> TakeAsync(int count)
    {
        var slots = await Task.WhenAll(Enumerable.Range(0, count).Select(_ => _shelf.TakeAsync()));
        _taken.AddRange(slots);
        return slots;
    }

    /// <summary>How many shells were started that nobody has taken.</summary>
    private async Task<int> LeftAsync()
    {
        await _shelf.DisposeAsync();
        return _started - _taken.Count;
    }

    private static async Task EndAsync(Slot slot)
    {
        slot.Kill();
        await slot.ExitAsync();
        slot.Dispose();
    }
}
