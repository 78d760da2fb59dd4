using Polpo.Runner.Doors;

if (args is ["--relay", var socket])
    return await Polpo.Runner.Egress.Relays.RelayProgram.RunAsync(socket, Console.In, Console.Out);
if (args is not ["--home", { Length: > 0 } home])
{
    await Console.Error.WriteLineAsync(
        "polpo-runner --home DIR holds the sandboxes of a Polpo data folder. The server starts it by itself."
    );
    return 2;
}
using var host = new RunnerHost(
    home,
    Patience.From(Environment.GetEnvironmentVariable(Patience.Variable)),
    TimeProvider.System
);
return await host.RunAsync(Console.Out);
