using Polpo.Core.Halts;
using Polpo.Core.Tasks;
using Polpo.Engine.Kernel;
using Polpo.Testing.Databases;
using Polpo.Testing.Ports;
using Polpo.Tests.Halts;
using Polpo.Tests.Tasks;
using TaskStatus = Polpo.Core.Tasks.TaskStatus;

namespace Polpo.Tests.Crashes;

/// <summary>The server dies at each durable write between a stop, its lifting, and the end of what it held: the work ends all the same, and nothing went on meanwhile.</summary>
public sealed class HaltTests
{
    private const int MostWrites = 200;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, InlineData(false), InlineData(true)]
    public async Task What_was_stopped_and_lifted_ends_the_same_whenever_the_server_dies(bool committed)
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
        var asked = 0;
        await using var bench = await TaskBench.StartAsync(
            Database.Sqlite,
            _ =>
            {
                Interlocked.Increment(ref asked);
                return FakeGateway.Say("Done.");
            },
            null,
            null,
            Token,
            death.Over
        );
        var task = await bench.AddAsync(
            new TaskSpec
            {
                Workspace = default,
                Title = "x",
                Draft = true,
            }
        );
        death.At(write, committed);
        var over = StopAndGoOnAsync(bench, task.Id, () => asked);
        var died = await death.CameBeforeAsync(over);
        if (died)
        {
            await bench.Engine.AbandonAsync();
            await bench.StartServerAsync();
            await StopAndGoOnAsync(bench, task.Id, () => asked);
        }
        else
            await over;
        var ended = await bench.GetAsync(task.Id);
        ended.Status.ShouldBe(TaskStatus.Done, $"killed at write {write}: {ended.Reason}");
        (await bench.Engine.Get<HaltQueries>().StandingAsync(Token)).ShouldBeEmpty($"killed at write {write}");
        return died;
    }

    /// <summary>What a person does until it is done: whoever comes after a death does what is still missing.</summary>
    private static async Task StopAndGoOnAsync(TaskBench bench, Id<AgentTask> id, Func<int> asked)
    {
        var stop = await bench.StopAsync();
        await bench.Engine.Idleness.WaitAsync(Token);
        var before = asked();
        if ((await bench.GetAsync(id)).Status == TaskStatus.Draft)
            await bench.Commands.QueueAsync(id, bench.Caller, Token);
        await bench.Engine.Idleness.WaitAsync(Token);
        asked().ShouldBe(before);
        await bench.LiftAsync(stop);
        await bench.Engine.Idleness.WaitAsync(Token);
    }
}
