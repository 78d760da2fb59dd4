using System.Globalization;
using System.Text.Json;
using Polpo.Engine.Kernel;
using Polpo.Testing.Databases;
using Polpo.Testing.ScriptedModel;
using Polpo.Testing.Simulation.Programs;

if (args is ["crashing-server", var home, var connection])
    await CrashingServer.RunAsync(home, connection.Length > 0 ? connection : null);

if (args is ["simulate", var seed, var seeds, var hours, var minutes])
    return await SimulateProgram.RunAsync(
        int.Parse(seed, CultureInfo.InvariantCulture),
        int.Parse(seeds, CultureInfo.InvariantCulture),
        double.Parse(hours, CultureInfo.InvariantCulture),
        double.Parse(minutes, CultureInfo.InvariantCulture)
    );

if (args is ["simulate-seeds", var each, var folder])
    return await SeedProgram.RunAsync(double.Parse(each, CultureInfo.InvariantCulture), folder);

// The scripted model server as a program: Polpo.Testing model FILE [--port N]
if (args is not ["model", var file, ..] || args.Length is not (2 or 4) || (args.Length == 4 && args[2] != "--port"))
{
    await Console.Error.WriteLineAsync("Usage: Polpo.Testing model FILE [--port N]");
    return 2;
}

var port = 0;
if (args.Length == 4 && !int.TryParse(args[3], CultureInfo.InvariantCulture, out port))
{
    await Console.Error.WriteLineAsync($"\"{args[3]}\" is not a port. Give a number from 0 (any free port) to 65535.");
    return 2;
}

try
{
    await using var server = await ScriptedModelServer.StartAsync(ScriptFile.Read(file), port);
    Console.WriteLine(
        JsonSerializer.Serialize(
            new
            {
                address = server.Address,
                openai = server.OpenAIAddress,
                anthropic = server.Address,
                gemini = server.Address,
            }
        )
    );
    await server.WaitAsync(CancellationToken.None);
    return 0;
}
catch (Exception unreadable) when (unreadable is IOException or RefusedException or UnauthorizedAccessException)
{
    await Console.Error.WriteLineAsync($"polpo: {file} cannot be served: {unreadable.Message}");
    return 1;
}
