using Polpo.Core.Identity;
using Polpo.Core.Workspaces;
using Polpo.Engine.Kernel;
using Polpo.Testing.Simulation.World;

namespace Polpo.Testing.Simulation;

/// <summary>
/// Some hours of a server's life by a seed: people at work, ports that fail, a disk that fills, a clock that jumps, and a process that dies at
/// its durable writes. Then it is left in peace until nothing is due and nobody is asked anything, and what Polpo promises is checked.
/// </summary>
/// <remarks>For a process of its own: when nothing happens any more is told by the process's thread pool.</remarks>
internal sealed class Simulation : IAsyncDisposable
{
    /// <summary>Each decision may lead to the next question.</summary>
    private const int MostRounds = 100;

    private static readonly TimeSpan Round = TimeSpan.FromHours(3);

    private readonly string _folder;
    private readonly int _seed;
    private readonly Chance _chance;
    private readonly SimulatedLife _life;

    /// <param name="folder">Made, and removed at the end.</param>
    public Simulation(int seed, string folder)
    {
        _seed = seed;
        _folder = Directory.CreateDirectory(folder).FullName;
        _chance = new Chance(seed);
        _life = new SimulatedLife(_folder, _chance);
    }

    public async Task<SimulationResult> RunAsync(double hours, CancellationToken cancellationToken)
    {
        try
        {
            return await LiveAsync(hours, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return SimulationResult.Stuck(_seed, await _life.LookAsync());
        }
    }

    private async Task<SimulationResult> LiveAsync(double hours, CancellationToken cancellationToken)
    {
        var (workspace, caller) = await BeginAsync(cancellationToken);
        var people = new People(_chance, workspace, caller);
        await people.ScheduleAsync(_life.Server, cancellationToken);
        _life.Person = people.ActAsync;
        _life.Troubles.Begin();
        var end = _life.Clock.Now.AddHours(hours);
        await _life.LiveAsync(() => _life.Clock.Now >= end, cancellationToken);
        _life.Troubles.End();
        await SettleAsync(people, cancellationToken);
        var finding = Finding.Of("The history could not be checked.");
        // Time goes on: git and sandboxes are asked, too.
        await _life.DoAsync(
            async (server, token) =>
                finding = await Verdict.OfAsync(server, workspace, caller, _life.Ports.Sandboxes.Open.Keys, token),
            cancellationToken
        );
        return new SimulationResult(_seed, hours, _life.Deaths, _life.Ports.Faults, finding);
    }

    /// <summary>Nothing new is asked for, and everything that waits for a person is decided, until nothing waits.</summary>
    private async Task SettleAsync(People people, CancellationToken cancellationToken)
    {
        var isQuiet = false;
        for (var round = 0; round < MostRounds; round++)
        {
            var open = true;
            await _life.DoAsync(
                async (server, token) => open = await people.DecideAllAsync(server, token),
                cancellationToken
            );
            // Asked after nothing came of itself any more: what came before may have ended in a question.
            if (!open && isQuiet)
                return;
            var until = _life.Clock.Now + Round;
            await _life.LiveAsync(() => _life.Clock.Now >= until, cancellationToken);
            isQuiet = _life.Clock.Now < until;
        }
    }

    private async Task<(Id<Workspace>, Caller)> BeginAsync(CancellationToken cancellationToken)
    {
        var repository = Path.Combine(_folder, "repository");
        Directory.CreateDirectory(Path.Combine(repository, ".git"));
        var settings = Directory.CreateDirectory(Path.Combine(repository, ".polpo")).FullName;
        await File.WriteAllTextAsync(Path.Combine(settings, "agents.json"), Workplace.Agents, cancellationToken);
        await File.WriteAllTextAsync(
            Path.Combine(settings, "polpo.json"),
            Workplace.Settings(_chance),
            cancellationToken
        );
        await _life.StartAsync(cancellationToken);
        var people = _life.Server.Get<Core.Access.People>();
        var first = await people.BeginAsync(_life.Server.Get<Users>(), cancellationToken);
        var caller = (await _life.Server.Get<Core.Access.Admission>().AdmitAsync(first, cancellationToken))!; // the first Admin
        var opened = await _life.Server.Get<WorkspaceCommands>().OpenAsync(repository, null, caller, cancellationToken);
        return (opened.Id, caller);
    }

    public async ValueTask DisposeAsync()
    {
        await _life.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
