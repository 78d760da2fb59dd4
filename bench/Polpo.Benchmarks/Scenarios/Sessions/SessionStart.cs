using Polpo.Benchmarks.Lab;
using Polpo.Benchmarks.Measuring;

namespace Polpo.Benchmarks.Scenarios.Sessions;

/// <summary>From <c>POST /tasks</c> until the session's first request has reached the model.</summary>
internal sealed class SessionStart : Scenario
{
    public override string Name => "session_start";

    public override string About => "task created → first request reaches the model";

    public override int Runs => 100;

    public override async Task<IReadOnlyList<Figure>> RunAsync(
        Laboratory laboratory,
        int runs,
        CancellationToken cancellationToken
    )
    {
        var station = await laboratory.SharedAsync(cancellationToken);
        station.Model.Set(Name, _ => Replies.Say("Here.", TimeSpan.Zero));
        var times = new List<TimeSpan>();
        for (var index = 0; index < runs; index++)
        {
            var run = station.NewRun();
            var start = Clock.Now;
            await station.RunAsync(station.Order(Name, run), "done", cancellationToken);
            times.Add(Clock.Between(start, station.Model.AskedBy(run).Single().At));
        }
        return [Figure.Of(Name, new Bar { Goal = 15, TailGoal = 50 }, times)];
    }
}
