using System.CommandLine;
using System.Diagnostics;
using Polpo.Cli.Shell;
using Polpo.Engine.Kernel;

namespace Polpo.Cli.Models;

/// <summary><c>polpo dev</c>: tools for those who work on Polpo itself.</summary>
internal static class DevCommand
{
    private const string Program = "Polpo.Testing";

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
                return await RunAsync(
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

    private static async Task<int> RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", [Find(), .. arguments]))!;
        try
        {
            await process.WaitForExitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None);
            return ExitCode.Done;
        }
        return process.ExitCode == 0 ? ExitCode.Done : ExitCode.Failed;
    }

    /// <summary>The tests' own program, newest build first, in the checkout that this program was built in.</summary>
    private static string Find()
    {
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            var built = Path.Combine(folder, "tests", Program, "bin");
            if (!Directory.Exists(built))
                continue;
            var programs = Directory
                .EnumerateFiles(built, $"{Program}.dll", SearchOption.AllDirectories)
                .Where(path => File.Exists(Path.ChangeExtension(path, ".runtimeconfig.json")));
            if (programs.MaxBy(File.GetLastWriteTimeUtc) is { } newest)
                return newest;
        }
        throw new RefusedException(
            Refusal.Unavailable,
            $"The model server is part of the tests and is not built here. In a source checkout: dotnet build tests/{Program}"
        );
    }
}
