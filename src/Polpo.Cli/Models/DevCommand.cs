using System.CommandLine;
using Polpo.Cli.Shell;
using Polpo.Engine.Kernel;

namespace Polpo.Cli.Models;

/// <summary><c>polpo dev</c>: tools for those who work on Polpo itself.</summary>
internal static class DevCommand
{
    public static Command Build(Surroundings here) =>
        Commands.Group("dev", "For work on Polpo itself: model.", Model(here));

    private static Command Model(Surroundings here)
    {
        var file = new Argument<string>("FILE") { Description = "The JSON file with the prepared replies." };
        var port = Options.Number("--port", "The port on 127.0.0.1; 0 takes a free one.", 0, 65535);
        return new Command(
            "model",
            "Serve a prepared conversation as a model server, until Ctrl-C. Needs a source checkout."
        )
        {
            file,
            port,
        }.Does(
            here,
            async (command, cancellationToken) =>
            {
                var path = Path.GetFullPath(command.Get(file), here.Folder);
                if (!File.Exists(path))
                    throw new RefusedException(Refusal.NotFound, $"There is no file {path}.");
                return await TestingProgram.RunAsync(
                    [
                        "model",
                        path,
                        "--port",
                        (command.Get(port) ?? 0).ToString(System.Globalization.CultureInfo.InvariantCulture),
                    ],
                    cancellationToken
                );
            }
        );
    }
}
