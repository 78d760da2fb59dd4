using Polpo.Benchmarks.Lab;
using Polpo.Benchmarks.Measuring;
using Polpo.Testing.Shipped;

namespace Polpo.Benchmarks.Scenarios.Platform;

/// <summary>
/// Two servers with data folders of their own on one PostgreSQL; one is killed while its sessions wait for their model. From the kill until
/// the other asks the model for each of them: lease, claim, files from the last checkpoint's pack. No finished turn is asked for again.
/// </summary>
internal sealed class Takeover : Scenario
{
    private const int Sessions = 20;

    public override string Name => "takeover";

    public override string About =>
        "SIGKILL of one of two servers with 20 live sessions → each of its sessions runs on the other";

    public override int Runs => 3;

    public override async Task<IReadOnlyList<Figure>> RunAsync(
        Laboratory laboratory,
        int runs,
        CancellationToken cancellationToken
    )
    {
        if (!Laboratory.HasPostgres)
            return [];
        laboratory.Model.Set(
            Name,
            conversation =>
                conversation.Step == 0
                    ? Replies.Bash("echo yes > answer.txt", TimeSpan.Zero)
                    : Replies.Say("Late.", TimeSpan.FromHours(1))
        );
        var times = new List<TimeSpan>();
        for (var run = 0; run < runs; run++)
            times.AddRange(await OnceAsync(laboratory, cancellationToken));
        return [Figure.Of(Name, new Bar { Goal = 2000, TailGoal = 2000 }, times)];
    }

    private async Task<IReadOnlyList<TimeSpan>> OnceAsync(Laboratory laboratory, CancellationToken cancellationToken)
    {
        await using var station = await laboratory.SmallAsync("postgres", cancellationToken);
        await using var home = new ShippedPolpo(laboratory.Model.Variables, laboratory.Program);
        await using var other = await ServerProcess.StartAsync(home, station.Database, cancellationToken);
        var names = Enumerable.Range(0, Sessions).Select(_ => station.NewRun()).ToList();
        foreach (var name in names)
            await station.CreateAsync(station.Order(Name, name), cancellationToken);
        await Task.WhenAll(names.Select(name => station.Model.UntilAskedAsync(name, 1, cancellationToken)));
        var lost = await OnAsync(station, names, cancellationToken);
        WrongResultException.Unless(
            lost.Count is > 0 and < Sessions,
            $"{lost.Count} of {Sessions} sessions run on one of two servers."
        );
        var killed = Clock.Now;
        await station.Server.KillAsync();
        await Task.WhenAll(lost.Select(name => station.Model.UntilAskedAsync(name, 1, cancellationToken, times: 2)));
        foreach (var name in names)
            WrongResultException.Unless(
                station.Model.AskedBy(name).Count(asked => asked.Step == 0) == 1,
                $"{name} was asked again for a reply that it had given."
            );
        return [.. lost.Select(name => Clock.Between(killed, station.Model.AskedBy(name).Max(asked => asked.At)))];
    }

    /// <summary>The runs whose worktree stands on the station's disk.</summary>
    private async Task<IReadOnlyList<string>> OnAsync(
        Station station,
        IReadOnlyList<string> names,
        CancellationToken cancellationToken
    )
    {
        var tasks = await station.Client.Tasks.ListAsync(station.Workspace, cancellationToken: cancellationToken);
        var trees = Path.Combine(station.Polpo.Home, "worktrees");
        return
        [
            .. names.Where(name =>
                tasks.Items.Single(task => task.Title == Model.Title(Name, name)).SessionId is { } session
                && Directory.Exists(Path.Combine(trees, session))
            ),
        ];
    }
}
