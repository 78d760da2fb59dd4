using Polpo.Core.Schedules;
using Polpo.Core.Schedules.Runs;
using Polpo.Core.Tasks;
using Polpo.Testing.Databases;
using Polpo.Tests.Schedules;

namespace Polpo.Tests.Crashes;

/// <summary>The server dies at each durable write between an occurrence and its end: it still happens, and happens once.</summary>
public sealed class ScheduleTests
{
    private const int MostWrites = 200;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, InlineData(false), InlineData(true)]
    public async Task What_the_clock_asked_for_happens_once_whenever_the_server_dies(bool committed)
    {
        var write = 1;
        while (await LiveAsync(write, committed))
            write++.ShouldBeLessThan(MostWrites);
        TestContext.Current.TestOutputHelper!.WriteLine($"The server was killed at each of {write - 1} writes.");
        write.ShouldBeGreaterThan(8);
    }

    /// <returns>False when it came to the end alive.</returns>
    private static async Task<bool> LiveAsync(int write, bool committed)
    {
        var death = new Death();
        await using var bench = await ScheduleBench.StartAsync(Database.Sqlite, death.Over);
        var schedule = await bench.AddAsync("30 9 * * *");
        death.At(write, committed);
        bench.Put(TimeSpan.FromMinutes(31));
        var over = EndedAsync(bench, schedule);
        var died = await death.CameBeforeAsync(over);
        if (died)
        {
            await bench.Tasks.Engine.AbandonAsync();
            await bench.RestartAsync();
            await bench.WakeAsync(schedule);
        }
        var run = (await bench.RunsAsync(schedule)).ShouldHaveSingleItem($"killed at write {write}");
        run.Status.ShouldBe(ScheduleRunStatus.Succeeded, $"killed at write {write}");
        var facts = await bench.Tasks.FactsAsync();
        facts.Count(fact => fact.Type == TaskCreated.Type).ShouldBe(1, $"killed at write {write}");
        facts.Count(fact => fact.Type == ScheduleTriggered.Type).ShouldBe(1, $"killed at write {write}");
        facts.Count(fact => fact.Type == ScheduleRunEnded.Type).ShouldBe(1, $"killed at write {write}");
        return died;
    }

    private static async Task EndedAsync(ScheduleBench bench, Schedule schedule)
    {
        var facts = bench.Tasks.Engine.Journal.FollowAsync(bench.Tasks.Workspace.Id, 0, schedule.Id, Token);
        await foreach (var fact in facts)
        {
            if (fact.Type == ScheduleRunEnded.Type)
                break;
        }
        await bench.Tasks.Engine.Idleness.WaitAsync(Token);
    }
}
