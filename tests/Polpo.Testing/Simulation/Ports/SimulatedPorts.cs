using Microsoft.Extensions.DependencyInjection;
using Polpo.Core.Environments;
using Polpo.Core.Git;
using Polpo.Core.Models.Clients;
using Polpo.Core.Sandboxes;
using Polpo.Engine.Kernel;
using Polpo.Testing.Ports;
using Polpo.Testing.Simulation.World;

namespace Polpo.Testing.Simulation.Ports;

/// <summary>Git, sandboxes and the network to models: a disk and a runner that outlive servers, slow and now and then failing.</summary>
internal sealed class SimulatedPorts(string folder, Chance chance, Func<bool> isTroubled)
{
    private static readonly TimeSpan GitTakes = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan CommandTakes = TimeSpan.FromSeconds(5);

    private readonly FakeGit _git = new(Path.Combine(folder, "checkouts"));
    private int _faults;

    public FakeSandboxes Sandboxes { get; } = new(Run);

    public int Faults => _faults;

    public void Put(IServiceCollection services, SimulatedClock.ServerTime time) =>
        services
            .AddSingleton(new ModelNetwork(new SimulatedModel(chance, time, isTroubled)))
            .AddSingleton<Random>(new ChanceRandom(chance))
            .AddSingleton<IEnvironments, NoEnvironments>()
            .AddSingleton(
                Troubled<IGit>.Make(_git, (method, token) => BeforeAsync($"git {method}", GitTakes, 0.01, time, token))
            )
            .AddSingleton(
                Troubled<ISandboxes>.Make(
                    Sandboxes,
                    (method, token) => BeforeAsync($"sandboxes {method}", GitTakes, 0.005, time, token),
                    answer =>
                        answer is ISandbox sandbox
                            ? Troubled<ISandbox>.Make(
                                sandbox,
                                (method, token) => BeforeAsync($"sandbox {method}", CommandTakes, 0.01, time, token)
                            )
                            : answer
                )
            );

    private async Task BeforeAsync(
        string call,
        TimeSpan usual,
        double failing,
        SimulatedClock.ServerTime time,
        CancellationToken cancellationToken
    )
    {
        if (time.Dead)
            await new TaskCompletionSource().Task;
        await time.WorkAsync(chance.Span(usual, call), cancellationToken);
        if (!isTroubled() || !chance.Is(failing, $"{call} fails"))
            return;
        Interlocked.Increment(ref _faults);
        throw new RefusedException(Refusal.Unavailable, $"{call} failed, as simulated. Try again.");
    }

    /// <summary>The two commands that the simulated model and the checks know.</summary>
    private static (int ExitCode, string Output) Run(string checkout, string command)
    {
        var answer = Path.Combine(checkout, "answer.txt");
        if (command.StartsWith("echo ", StringComparison.Ordinal))
        {
            File.WriteAllText(answer, command.Split(' ')[1]);
            return (0, "");
        }
        var good = File.Exists(answer) && File.ReadAllText(answer) == "good";
        return good ? (0, "1 passing") : (1, "1 failing");
    }
}
