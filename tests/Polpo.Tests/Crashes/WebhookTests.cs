using Polpo.Core.Webhooks.Deliveries;
using Polpo.Testing.Databases;
using Polpo.Tests.Webhooks;

namespace Polpo.Tests.Crashes;

/// <summary>The server dies at each durable write between two events and their answers: both are taken, in order, each under one id.</summary>
public sealed class WebhookTests
{
    private const int MostWrites = 100;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, InlineData(false), InlineData(true)]
    public async Task Every_event_arrives_under_one_id_whenever_the_server_dies(bool committed)
    {
        var write = 1;
        while (await LiveAsync(write, committed))
            write++.ShouldBeLessThan(MostWrites);
        TestContext.Current.TestOutputHelper!.WriteLine($"The server was killed at each of {write - 1} writes.");
        write.ShouldBeGreaterThan(4);
    }

    /// <returns>False when it came to the end alive.</returns>
    private static async Task<bool> LiveAsync(int write, bool committed)
    {
        var death = new Death();
        await using var bench = await WebhookBench.StartAsync(Database.Sqlite, death.Over);
        var (webhook, _) = await bench.AddAsync();
        await bench.Engine.Idleness.WaitAsync(Token);
        await bench.HappenAsync(2);
        death.At(write, committed);
        var over = bench.WakeAsync(webhook);
        // Whoever listens for events may have written at the end, too.
        var died = await death.CameBeforeAsync(over);
        if (died)
        {
            await bench.Engine.AbandonAsync();
            await bench.StartServerAsync();
        }
        await bench.WakeAsync(webhook);
        var log = await bench.LogAsync(webhook);
        log.Select(one => one.Status)
            .ShouldBe([DeliveryStatus.Delivered, DeliveryStatus.Delivered], $"killed at write {write}");
        var taken = bench.Receiver.Requests.Select(one => one.Id).ToList();
        taken.Distinct().ShouldBe(log.Select(one => one.Id.Text), $"killed at write {write}");
        // What was answered, but not yet written down, is sent once more.
        taken.Count.ShouldBeLessThanOrEqualTo(3, $"killed at write {write}");
        return died;
    }
}
