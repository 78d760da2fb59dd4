using System.CommandLine;
using System.Globalization;
using Polpo.Cli.Shell;

namespace Polpo.Cli.Simulation;

/// <summary><c>polpo simulate</c>: the real server on simulated time, with everything around it failing now and then.</summary>
internal static class SimulateCommand
{
    public static Command Build(Surroundings here)
    {
        var seed = Options.Number("--seed", "The first seed.", 1, int.MaxValue, 1);
        var seeds = Options.Number("--seeds", "How many seeds from it on.", 1, 1_000_000, 1);
        var hours = Options.Number("--hours", "Simulated hours of each seed.", 1, 10_000, 10);
        var minutes = Options.Number(
            "--minutes",
            "Ends after so many minutes; seeds under way do not count. 0: all are run.",
            0,
            10_000,
            0
        );
        return new Command(
            "simulate",
            "Run the server on simulated time, by a seed: it dies, its disk fills, models and git fail. Needs a source checkout."
        )
        {
            seed,
            seeds,
            hours,
            minutes,
        }.Does(
            here,
            (command, cancellationToken) =>
                TestingProgram.RunAsync(
                    [
                        "simulate",
                        Text(command.Get(seed) ?? 1),
                        Text(command.Get(seeds) ?? 1),
                        Text(command.Get(hours) ?? 10),
                        Text(command.Get(minutes) ?? 0),
                    ],
                    cancellationToken
                )
        );
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
