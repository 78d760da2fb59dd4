using System.Data.Common;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage.Health;
using Polpo.Testing.Simulation.Ports;
using Polpo.Testing.Simulation.World;

namespace Polpo.Testing.Simulation;

/// <summary>A server's life on simulated time: what is due happens, people act, the process dies and is started again.</summary>
internal sealed class SimulatedLife : IAsyncDisposable
{
    private readonly string _home;
    private readonly Chance _chance;
    private readonly Activity _activity = new();
    private Task _act = Task.CompletedTask;

    public SimulatedLife(string folder, Chance chance)
    {
        (_home, _chance) = (Path.Combine(folder, "home"), chance);
        Clock = new SimulatedClock(_activity, chance);
        Troubles = new Troubles(chance, Clock);
        Ports = new SimulatedPorts(folder, chance, () => Troubles.On);
    }

    public SimulatedClock Clock { get; }

    public Troubles Troubles { get; }

    public SimulatedPorts Ports { get; }

    public SimulatedServer Server { get; private set; } = null!; // StartAsync comes first

    public int Deaths { get; private set; }

    /// <summary>What a person does when it occurs to them to do something.</summary>
    public Func<SimulatedServer, CancellationToken, Task> Person { get; set; } = (_, _) => Task.CompletedTask;

    public async Task StartAsync(CancellationToken cancellationToken) =>
        Server = await SimulatedServer.StartAsync(
            _home,
            Clock,
            new SimulatedStorage(_activity, Troubles, _chance),
            Ports.Put,
            cancellationToken
        );

    /// <summary>Moves time from one thing that happens to the next, until it is over or nothing is left that comes of itself.</summary>
    public async Task LiveAsync(Func<bool> isOver, CancellationToken cancellationToken)
    {
        while (true)
        {
            await _activity.CalmAsync(cancellationToken);
            if (Server.Storage.Died.IsCompleted)
                await RestartAsync(cancellationToken);
            else if (isOver())
                return;
            var (running, due) = await Server.DueAsync(Clock, cancellationToken);
            var busy = running > 0 || !_act.IsCompleted || due <= Clock.Now;
            DateTimeOffset?[] next =
            [
                busy ? Clock.NextWork ?? Clock.Next : null,
                due > Clock.Now ? due : null,
                Troubles.Next,
            ];
            if (next.Min() is { } then)
                MoveTo(then, cancellationToken);
            else if (!busy)
                return;
        }
    }

    /// <summary>Does something to its end. Where the server dies of it, the next one is asked again.</summary>
    public async Task DoAsync(Func<SimulatedServer, CancellationToken, Task> act, CancellationToken cancellationToken)
    {
        while (true)
        {
            var doing = _act = ActAsync(act, cancellationToken);
            await LiveAsync(() => doing.IsCompleted || _act != doing, cancellationToken);
            if (doing.IsCompleted)
                return;
        }
    }

    private void MoveTo(DateTimeOffset then, CancellationToken cancellationToken)
    {
        Clock.MoveTo(then);
        var happens = Troubles.Happens();
        if (happens == Trouble.Death)
            Server.Storage.DieAt(1 + _chance.Below(40, "death at"), _chance.Is(0.5, "death committed"));
        else if (happens == Trouble.Person && _act.IsCompleted)
            _act = ActAsync(Person, cancellationToken);
    }

    private async Task ActAsync(Func<SimulatedServer, CancellationToken, Task> act, CancellationToken cancellationToken)
    {
        try
        {
            await act(Server, cancellationToken);
        }
        catch (Exception refused) when (refused is RefusedException or DbException)
        {
            // The person reads why, and does something else.
        }
    }

    private async Task RestartAsync(CancellationToken cancellationToken)
    {
        Deaths++;
        await Server.AbandonAsync();
        _act = Task.CompletedTask;
        Clock.MoveTo(Clock.Now + _chance.Span(TimeSpan.FromMinutes(1), "down"));
        Troubles.MakeRoom();
        while (true)
        {
            try
            {
                await StartAsync(cancellationToken);
                return;
            }
            catch (StorageException)
            {
                // It could not start, and whoever looks after it starts it again.
            }
        }
    }

    /// <summary>What it waits for, for whoever asks why it does not come to an end.</summary>
    public async Task<string> LookAsync()
    {
        var subjects = await Server.OpenSubjectsAsync(CancellationToken.None);
        return $"It is {Clock.Now:u} ({Clock.Wall:u} by the wall clock), work ends {Clock.NextWork:u}, a timer {Clock.Next:u}, trouble comes {Troubles.Next:u}; "
            + $"a person {(_act.IsCompleted ? "rests" : "waits")}, the server {(Server.Storage.Died.IsCompleted ? "is dead" : "lives")}, {_activity}; {string.Join(", ", subjects)}";
    }

    public async ValueTask DisposeAsync()
    {
        if (Server is not null)
            await Server.AbandonAsync();
    }
}
