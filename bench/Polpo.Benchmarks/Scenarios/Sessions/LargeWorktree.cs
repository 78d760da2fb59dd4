using Polpo.Benchmarks.Lab;
using Polpo.Benchmarks.Measuring;

namespace Polpo.Benchmarks.Scenarios.Sessions;

/// <summary>The worktree of a repository with 50,000 files: from the first tool call, which only reads a file, until the model has its result.</summary>
internal sealed class LargeWorktree : Scenario
{
    public const int Files = 50_000;

    public override string Name => "worktree_50k";

    public override string About =>
        "a session's worktree of a repository with 50,000 files; cold is the workspace's first";

    public override int Runs => 5;

    public override async Task<IReadOnlyList<Figure>> RunAsync(
        Laboratory laboratory,
        int runs,
        CancellationToken cancellationToken
    )
    {
        laboratory.Model.Set(
            Name,
            conversation =>
                conversation.Step == 0
                    ? Replies.Call("read", new { path = "part4/folder0499/file049999.txt" }, TimeSpan.Zero)
                : conversation.LastResult.Contains("file 049999", StringComparison.Ordinal)
                    ? Replies.Say("Seen.", TimeSpan.Zero)
                : Replies.Wrong($"The file is \"{conversation.LastResult}\".")
        );
        await using var station = await laboratory.NewAsync(
            laboratory.Database,
            polpo => Repository.LargeAsync(polpo, "large", Files, cancellationToken),
            cancellationToken
        );
        var cold = await OnceAsync(station, cancellationToken);
        var warm = new List<TimeSpan>();
        for (var run = 0; run < runs; run++)
        {
            await Quiet.WaitAsync(station, cancellationToken);
            warm.Add(await OnceAsync(station, cancellationToken));
        }
        return
        [
            Figure.Of($"{Name}_cold", new Bar { Floor = Floors.LargeWorktree }, [cold]),
            Figure.Of($"{Name}_warm", new Bar { Goal = 150, Floor = Floors.LargeWorktree }, warm),
        ];
    }

    private async Task<TimeSpan> OnceAsync(Station station, CancellationToken cancellationToken)
    {
        var run = station.NewRun();
        await station.RunAsync(station.Order(Name, run), "done", cancellationToken);
        var asked = station.Model.AskedBy(run);
        return Clock.Between(asked[0].At, asked[1].At);
    }
}
