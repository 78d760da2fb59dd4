using Polpo.Benchmarks.Lab;
using Polpo.Benchmarks.Measuring;

namespace Polpo.Benchmarks.Scenarios.Agents;

/// <summary>A command that ignores SIGTERM and has a child of another session, in a task limited to 8 s: failed, and nothing of it left running.</summary>
internal sealed class TimeoutKill : Scenario
{
    private const string Sleeper = "86397.25";

    public override string Name => "timeout_kill";

    public override string About => "a task limited to 8 s whose command ignores SIGTERM: failed, no process left";

    public override int Runs => 2;

    public override async Task<IReadOnlyList<Figure>> RunAsync(
        Laboratory laboratory,
        int runs,
        CancellationToken cancellationToken
    )
    {
        var station = await laboratory.SharedAsync(cancellationToken);
        station.Model.Set(
            Name,
            _ =>
                Replies.Bash(
                    $"trap '' TERM; setsid sleep {Sleeper} & while true; do sleep {Sleeper}; done",
                    Replies.Think
                )
        );
        var times = new List<TimeSpan>();
        for (var run = 0; run < runs; run++)
            times.Add(await OnceAsync(station, cancellationToken));
        return [Figure.Of(Name, new Bar { Peer = 10_051, Goal = 8_100 }, times)];
    }

    private async Task<TimeSpan> OnceAsync(Station station, CancellationToken cancellationToken)
    {
        var order = station.Order(Name, station.NewRun()) with { MaxDuration = 8_000 };
        var start = Clock.Now;
        var created = await station.CreateAsync(order, cancellationToken);
        await station.Feed.FirstAsync(
            created.Id,
            fact => fact.Type == "task.moved" && fact.Body.GetProperty("to").GetString() == "in_progress",
            cancellationToken
        );
        var seen = false;
        var ending = station.EndAsync(created.Id, cancellationToken);
        while (!ending.IsCompleted)
        {
            seen |= Sleepers() > 0;
            await Task.WhenAny(
                ending,
                Task.Delay(TimeSpan.FromMilliseconds(500), TimeProvider.System, cancellationToken)
            );
        }
        var ended = await ending;
        while (Sleepers() > 0 && Clock.Since(ended.At) < TimeSpan.FromSeconds(20))
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, cancellationToken);
        WrongResultException.Unless(seen, "The command was never seen to run.");
        WrongResultException.Unless(Sleepers() == 0, "Processes of the task live 20 s after its end.");
        var task = await station.Client.Tasks.GetAsync(created.Id, cancellationToken);
        WrongResultException.Unless(task.Status == "failed", $"It ended {task.Status}.");
        return Clock.Since(start);
    }

    private static int Sleepers() =>
        Directory
            .EnumerateDirectories("/proc")
            .Where(folder => char.IsAsciiDigit(Path.GetFileName(folder)[0]))
            .Count(folder => CommandLine(folder).Contains(Sleeper, StringComparison.Ordinal));

    private static string CommandLine(string folder)
    {
        try
        {
            return File.ReadAllText(Path.Combine(folder, "cmdline"));
        }
        catch (IOException)
        {
            return "";
        }
    }
}
