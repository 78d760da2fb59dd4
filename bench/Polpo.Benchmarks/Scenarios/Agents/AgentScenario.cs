using Polpo.Benchmarks.Lab;
using Polpo.Benchmarks.Measuring;

namespace Polpo.Benchmarks.Scenarios.Agents;

/// <summary>Runs an agent script so often, one task after the other: from <c>POST /tasks</c> until the feed tells the end.</summary>
internal sealed class AgentScenario(AgentScript script) : Scenario
{
    public override string Name => script.Name;

    public override string About => script.About;

    public override int Runs => script.Runs;

    public override async Task<IReadOnlyList<Figure>> RunAsync(
        Laboratory laboratory,
        int runs,
        CancellationToken cancellationToken
    )
    {
        var station = await laboratory.SharedAsync(cancellationToken);
        station.Model.Set(Name, script.Reply);
        var times = new List<TimeSpan>();
        for (var run = 0; run < runs; run++)
        {
            var order = script.Order(station.Order(Name, station.NewRun(), script.Agent));
            var (wall, task) = await station.RunAsync(order, script.End, cancellationToken);
            script.Check(task);
            times.Add(wall);
        }
        return [Figure.Of(Name, script.Bar, times)];
    }
}
