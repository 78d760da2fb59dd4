using Polpo.Runner.Doors;
using Polpo.Runner.Sandboxes;

if (args is ["--relay", var socket])
    return await Polpo.Runner.Egress.Relays.RelayProgram.RunAsync(socket, Console.In, Console.Out);
if (args is not ["--home", { Length: > 0 } home])
{
    await Console.Error.WriteLineAsync(
        "polpo-runner --home DIR holds the sandboxes of a Polpo data folder. The server starts it by itself."
    );
    return 2;
}
if (UserIds.From(Environment.GetEnvironmentVariable(UserIds.Variable)) is not { } ids)
{
    await Console.Error.WriteLineAsync(
        $"{UserIds.Variable} must be FIRST or FIRST:EACH, such as {UserIds.Standard.First} or 20000:16: the first user id for sandboxes, from 1000 on, and how many each workspace gets."
    );
    return 2;
}
using var host = new RunnerHost(
    home,
    ids,
    Patience.From(Environment.GetEnvironmentVariable(Patience.Variable)),
    TimeProvider.System
);
return await host.RunAsync(Console.Out);
