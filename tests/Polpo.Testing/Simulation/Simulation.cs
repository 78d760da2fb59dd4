using System.Data.Common;
using Polpo.Core.Identity;
using Polpo.Core.Workspaces;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage;
using Polpo.Testing.Simulation.Ports;
using Polpo.Testing.Simulation.World;

namespace Polpo.Testing.Simulation;

/// <summary>
/// Some hours of a server's life by a seed: people at work, ports that fail, a disk that fills, a clock that jumps, and a process that dies at
/// its durable writes. Then it is left in peace until nothing is due, and what Polpo promises is checked.
/// </summary>
public sealed class Simulation : IAsyncDisposable
{
    private const string Agents =
        """[{"agent":{"name":"dev","reportsTo":"lead"},"teamName":"web"},{"agent":{"name":"lead"},"teamName":"web"}]""";

    private readonly string _folder = Directory
        .CreateDirectory(
            Path.Combine(
                Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath(),
                $"polpo-sim-{Guid.CreateVersion7():N}"
            )
        )
        .FullName;
    private readonly int _seed;
    private readonly Chance _chance;
    private readonly Activity _activity = new();
    private readonly SimulatedClock _clock;
    private readonly SimulatedPorts _ports;
    private readonly Troubles _troubles;
    private SimulatedServer _server = null!; // started by RunAsync
    private People _people = null!;
    private Task _act = Task.CompletedTask;
    private int _deaths;

    public Simulation(int seed)
    {
        _seed = seed;
        _chance = new Chance(seed);
        _clock = new SimulatedClock(_activity);
        _troubles = new Troubles(_chance, _clock);
        _ports = new SimulatedPorts(_folder, _chance, () => _troubles.On);
    }

    public async Task<SimulationResult> RunAsync(double hours, CancellationToken cancellationToken)
    {
        var (workspace, caller) = await BeginAsync(cancellationToken);
        var end = _clock.Now.AddHours(hours);
        await LiveAsync(() => _clock.Now >= end, cancellationToken);
        _troubles.End();
        await _people.EndAsync(_server, cancellationToken);
        await LiveAsync(() => false, cancellationToken);
        var (broken, facts) = await Verdict.OfAsync(
            _server,
            workspace,
            caller,
            _ports.Sandboxes.Open.Keys,
            cancellationToken
        );
        var tasks = await People.TasksAsync(_server, cancellationToken);
        var done = tasks.Count(task => task.Status == Core.Tasks.TaskStatus.Done);
        return new SimulationResult(_seed, hours, tasks.Count, done, _deaths, _ports.Faults, facts, broken);
    }

    private async Task<(Id<Workspace>, Caller)> BeginAsync(CancellationToken cancellationToken)
    {
        var repository = Path.Combine(_folder, "repository");
        Directory.CreateDirectory(Path.Combine(repository, ".git"));
        Directory.CreateDirectory(Path.Combine(repository, ".polpo"));
        await File.WriteAllTextAsync(Path.Combine(repository, ".polpo", "agents.json"), Agents, cancellationToken);
        await StartAsync(cancellationToken);
        var caller = await _server.Get<Users>().LocalAsync(cancellationToken);
        var opened = await _server.Get<WorkspaceCommands>().OpenAsync(repository, null, caller, cancellationToken);
        _people = new People(_chance, opened.Id, caller);
        await _people.ScheduleAsync(_server, cancellationToken);
        _troubles.Begin();
        return (opened.Id, caller);
    }

    private async Task StartAsync(CancellationToken cancellationToken)
    {
        var storage = new SimulatedStorage(_activity, () => _troubles.IsDiskFull);
        _server = await SimulatedServer.StartAsync(
            Path.Combine(_folder, "home"),
            _clock,
            storage,
            _ports.Put,
            cancellationToken
        );
    }

    /// <summary>Moves time from one thing that happens to the next, until nothing is left or the end has come.</summary>
    private async Task LiveAsync(Func<bool> isOver, CancellationToken cancellationToken)
    {
        while (!isOver())
        {
            await _activity.CalmAsync(looks: 2, cancellationToken);
            if (_server.Storage.Died.IsCompleted)
                await RestartAsync(cancellationToken);
            var (running, due) = await DueAsync(cancellationToken);
            var busy = running > 0 || !_act.IsCompleted || due <= _clock.Now;
            DateTimeOffset?[] next =
            [
                busy ? _clock.NextWork ?? _clock.Next : null,
                due > _clock.Now ? due : null,
                _troubles.Next,
            ];
            if (next.Min() is not { } then)
            {
                if (!busy)
                    return;
                continue;
            }
            _clock.MoveTo(then);
            Happen(cancellationToken);
        }
    }

    private void Happen(CancellationToken cancellationToken)
    {
        var happens = _troubles.Happens();
        if (happens == Trouble.Death)
            _server.Storage.DieAt(1 + _chance.Below(40, "death at"), _chance.Is(0.5, "death committed"));
        else if (happens == Trouble.Person && _act.IsCompleted)
            _act = ActAsync(cancellationToken);
    }

    private async Task ActAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _people.ActAsync(_server, cancellationToken);
        }
        catch (Exception refused) when (refused is RefusedException or DbException)
        {
            // The person reads why, and does something else.
        }
    }

    private async Task RestartAsync(CancellationToken cancellationToken)
    {
        _deaths++;
        await _server.AbandonAsync();
        _act = Task.CompletedTask;
        _clock.DropWork();
        _clock.MoveTo(_clock.Now + _chance.Span(TimeSpan.FromMinutes(1), "down"));
        _troubles.MakeRoom();
        await StartAsync(cancellationToken);
    }

    /// <summary>How many subjects run, and when the next one is due, by the simulation's time.</summary>
    private async Task<(long Running, DateTimeOffset? Due)> DueAsync(CancellationToken cancellationToken)
    {
        var (running, due) = await ((ISql)_server.Get<SqliteDatabase>()).ReadAsync(
            async connection =>
                (
                    await connection
                        .Sql("select count(*) from subjects where owner is not null")
                        .ScalarAsync<long>(cancellationToken),
                    await connection
                        .Sql("select coalesce(min(due_at), 0) from subjects where owner is null and due_at is not null")
                        .ScalarAsync<long>(cancellationToken)
                ),
            cancellationToken
        );
        return (running, due == 0 ? null : StoredForms.FromMicros(due) - (_clock.Wall - _clock.Now));
    }

    public async ValueTask DisposeAsync()
    {
        _server.Storage.DieNow();
        await _server.AbandonAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
