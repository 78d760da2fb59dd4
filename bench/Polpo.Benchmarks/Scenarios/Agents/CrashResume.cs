using Polpo.Benchmarks.Lab;
using Polpo.Benchmarks.Measuring;
using Polpo.Testing.ScriptedModel;

namespace Polpo.Benchmarks.Scenarios.Agents;

/// <summary>The server is killed while the fifth reply is awaited and started again at once: no finished turn is asked for again, and the end is the same.</summary>
internal sealed class CrashResume : Scenario
{
    private const int Turns = 8,
        KilledAt = 4;

    private static readonly TimeSpan Think = TimeSpan.FromMilliseconds(400);

    public override string Name => "crash_resume";

    public override string About => "8 turns of 400 ms, SIGKILL of the server after the fourth, start, same final text";

    public override int Runs => 3;

    public override async Task<IReadOnlyList<Figure>> RunAsync(
        Laboratory laboratory,
        int runs,
        CancellationToken cancellationToken
    )
    {
        await using var station = await laboratory.SmallAsync(laboratory.Database, cancellationToken);
        await Warming.RunAsync(station, cancellationToken);
        station.Model.Set(Name, Reply);
        var (_, whole) = await station.RunAsync(station.Order(Name, station.NewRun()), "done", cancellationToken);
        var times = new List<TimeSpan>();
        for (var run = 0; run < runs; run++)
            times.Add(await OnceAsync(station, whole.Result!.Stdout, cancellationToken));
        var bar = new Bar
        {
            Model = 3600,
            Peer = 5541,
            Goal = 4300,
        };
        return [Figure.Of(Name, bar, times)];
    }

    private async Task<TimeSpan> OnceAsync(Station station, string expected, CancellationToken cancellationToken)
    {
        var run = station.NewRun();
        var start = Clock.Now;
        var created = await station.CreateAsync(station.Order(Name, run), cancellationToken);
        await station.Model.UntilAskedAsync(run, KilledAt, cancellationToken);
        await station.CrashAsync(cancellationToken);
        var ended = await station.EndAsync(created.Id, cancellationToken);
        var task = await station.Client.Tasks.GetAsync(created.Id, cancellationToken);
        WrongResultException.Unless(task.Status == "done", $"It ended {task.Status}: {task.Reason}");
        WrongResultException.Unless(
            task.Result?.Stdout == expected,
            $"It ended with \"{task.Result?.Stdout}\", without a crash with \"{expected}\"."
        );
        foreach (var step in station.Model.AskedBy(run).GroupBy(asked => asked.Step))
            WrongResultException.Unless(
                step.Count() == 1 || (step.Key == KilledAt && step.Count() == 2),
                $"Reply {step.Key} was asked for {step.Count()} times."
            );
        return Clock.Between(start, ended.At);
    }

    private static ScriptedReply Reply(Conversation conversation) =>
        conversation.Step < Turns
            ? Replies.Bash($"echo {conversation.Step} >> steps.txt; cat steps.txt | tr -d '\\n'", Think)
            : Replies.Say($"Steps: {conversation.LastResult.Split('[')[0].Trim()}", Think);
}
