using Polpo.Benchmarks.Lab;
using Polpo.Benchmarks.Measuring;

namespace Polpo.Benchmarks.Scenarios.Platform;

/// <summary>What a server and its sessions cost: memory at rest, of a session that waits for a person, of one with an open sandbox, and processor time a tool turn.</summary>
internal sealed class Footprint : Scenario
{
    private const int Waiting = 200,
        Open = 20,
        Turns = 50;

    public override string Name => "footprint";

    public override string About =>
        "memory of an idle server, an idle session and an open sandbox; processor time a tool turn";

    public override int Runs => 1;

    public override async Task<IReadOnlyList<Figure>> RunAsync(
        Laboratory laboratory,
        int runs,
        CancellationToken cancellationToken
    )
    {
        SetScripts(laboratory.Model);
        await using var station = await laboratory.SmallAsync(laboratory.Database, cancellationToken);
        await Quiet.WaitAsync(station, cancellationToken);
        var fresh = ProcessUse.Memory(station.Processes());
        await Warming.RunAsync(station, cancellationToken);
        var turn = await TurnAsync(station, cancellationToken);
        await Quiet.WaitAsync(station, cancellationToken);
        var warm = ProcessUse.Memory(station.Processes());
        var idle = await IdleAsync(station, cancellationToken);
        var open = await OpenAsync(station, cancellationToken);
        return
        [
            One("idle_server", "MB", fresh / 1024, new Bar { Goal = 150 }),
            One("used_server", "MB", warm / 1024, Bar.None),
            One("idle_session", "KB", idle, new Bar { Goal = 64 }),
            One("open_sandbox", "MB", open / 1024, Bar.None),
            One("processor_a_tool_turn", "ms", turn, Bar.None),
        ];
    }

    private static void SetScripts(Model model)
    {
        model.Set("waiting", _ => Replies.Say("Look at it.", TimeSpan.Zero));
        model.Set(
            "open",
            conversation =>
                conversation.Step == 0
                    ? Replies.Bash("true", TimeSpan.Zero)
                    : Replies.Say("Late.", TimeSpan.FromHours(1))
        );
        model.Set(
            "turns",
            conversation =>
                conversation.Step < Turns ? Replies.Bash("true", TimeSpan.Zero) : Replies.Say("Done.", TimeSpan.Zero)
        );
    }

    /// <summary>Milliseconds of server, runner and sandbox for a model reply, a command and its durable steps.</summary>
    private static async Task<double> TurnAsync(Station station, CancellationToken cancellationToken)
    {
        var before = ProcessUse.Processor(station.Processes());
        await station.RunAsync(station.Order("turns", station.NewRun()), "done", cancellationToken);
        return (ProcessUse.Processor(station.Processes()) - before).TotalMilliseconds / Turns;
    }

    /// <summary>KB a session that waits for a person's approval; it must hold no process.</summary>
    private static async Task<double> IdleAsync(Station station, CancellationToken cancellationToken)
    {
        var processes = station.Processes().Count;
        var before = ProcessUse.Memory(station.Processes());
        for (var session = 0; session < Waiting; session++)
            await station.RunAsync(
                station.Order("waiting", station.NewRun()) with
                {
                    SideEffects = true,
                },
                "awaiting_approval",
                cancellationToken
            );
        await Quiet.WaitAsync(station, cancellationToken);
        WrongResultException.Unless(
            station.Processes().Count <= processes,
            "Sessions that wait for a person hold processes."
        );
        return Math.Max(0, ProcessUse.Memory(station.Processes()) - before) / Waiting;
    }

    /// <summary>KB a session that has used its sandbox and waits for the model.</summary>
    private static async Task<double> OpenAsync(Station station, CancellationToken cancellationToken)
    {
        var before = ProcessUse.Memory(station.Processes());
        for (var session = 0; session < Open; session++)
        {
            var run = station.NewRun();
            await station.CreateAsync(station.Order("open", run), cancellationToken);
            await station.Model.UntilAskedAsync(run, 1, cancellationToken);
        }
        await Quiet.WaitAsync(station, cancellationToken);
        return (ProcessUse.Memory(station.Processes()) - before) / Open;
    }

    private static Figure One(string name, string unit, double value, Bar bar) =>
        new(name, unit, new Distribution([value]), bar);
}
