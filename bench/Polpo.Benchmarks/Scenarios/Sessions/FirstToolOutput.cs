using Polpo.Benchmarks.Lab;
using Polpo.Benchmarks.Measuring;

namespace Polpo.Benchmarks.Scenarios.Sessions;

/// <summary>From a session's first tool call until the model is shown its output: worktree, sandbox, command, and two durable steps.</summary>
internal sealed class FirstToolOutput : Scenario
{
    public override string Name => "first_tool_output";

    public override string About => "a session's first bash call leaves the model → its output is back";

    public override int Runs => 40;

    public override async Task<IReadOnlyList<Figure>> RunAsync(
        Laboratory laboratory,
        int runs,
        CancellationToken cancellationToken
    )
    {
        var station = await laboratory.SharedAsync(cancellationToken);
        station.Model.Set(
            Name,
            conversation =>
                conversation.Step == 0 ? Replies.Bash("echo first", TimeSpan.Zero)
                : conversation.LastResult.StartsWith("first", StringComparison.Ordinal)
                    ? Replies.Say("Seen.", TimeSpan.Zero)
                : Replies.Wrong($"The output is \"{conversation.LastResult}\".")
        );
        var times = new List<TimeSpan>();
        for (var index = 0; index < runs; index++)
        {
            var run = station.NewRun();
            await station.RunAsync(station.Order(Name, run), "done", cancellationToken);
            var asked = station.Model.AskedBy(run);
            times.Add(Clock.Between(asked[0].At, asked[1].At));
        }
        return
        [
            Figure.Of(
                Name,
                new Bar
                {
                    Goal = 60,
                    TailGoal = 200,
                    Floor = Floors.Bubblewrap,
                },
                times
            ),
        ];
    }
}
