using System.CommandLine;
using Polpo.Cli.Shell;

namespace Polpo.Cli.Status;

/// <summary><c>polpo doctor</c>: what this machine has, what it lacks, and what to do about it.</summary>
internal static class DoctorCommand
{
    public static Command Build(Surroundings here) =>
        new Command(
            "doctor",
            "Check what this machine has for sandboxes, git, models and storage. Exits 1 when something is missing."
        )
        {
            CommonOptions.Json,
        }.Does(
            here,
            async (command, cancellationToken) =>
            {
                await using var connection = await command.ConnectAsync(cancellationToken);
                var report = await connection.Client.Server.DoctorAsync(cancellationToken);
                if (await ConfigurationCheck.FindAsync(connection.Client, here.Folder, cancellationToken) is { } found)
                    report = report with { Checks = [.. report.Checks, found] };
                command.Show(report, output => DoctorText.Write(report, output));
                return report.Checks.All(check => check.Ok) ? ExitCode.Done : ExitCode.Failed;
            }
        );
}
