using System.CommandLine;
using Polpo.Cli.Shell;
using Polpo.Client;

namespace Polpo.Cli.Storage;

/// <summary><c>polpo storage clean</c>: takes away what nobody needs any more.</summary>
internal static class CleanCommand
{
    public static Command Build(Surroundings here)
    {
        var dryRun = new Option<bool>("--dry-run") { Description = "Tell what would go, and take nothing." };
        var kinds = new Option<string[]>("--kind")
        {
            Description =
                "Only this kind: blobs, worktrees, trash, layers, caches, subjects. May be given several times.",
            HelpName = "KIND",
        };
        var olderThan = new Option<string?>("--older-than")
        {
            Description = "Instead of the configured ages, such as 30d or 12h.",
            HelpName = "AGE",
        };
        return new Command(
            "clean",
            "Take away what is past its age and needed by nothing. Never a fact, a receipt, or what a living session or an open task needs."
        )
        {
            dryRun,
            kinds,
            olderThan,
            CommonOptions.Json,
        }.Does(
            here,
            async (command, cancellationToken) =>
            {
                await using var connection = await command.ConnectAsync(cancellationToken);
                var done = await connection.Client.Storage.CleanAsync(
                    new CleanStorage(command.Get(dryRun), command.Get(kinds), command.Get(olderThan)),
                    cancellationToken
                );
                command.Show(done, output => Print(output, done));
                return ExitCode.Done;
            }
        );
    }

    private static void Print(TextWriter output, StorageCleaning done)
    {
        if (done.Items.Count == 0)
        {
            output.WriteLine("Nothing is old enough to go.");
            return;
        }
        Plain.Table(
            output,
            ["KIND", "COUNT", "SIZE", "STAYED"],
            done.Items.Select(item =>
                (IReadOnlyList<string>)[item.Kind, $"{item.Count}", ByteText.Of(item.Bytes), $"{item.Skipped}"]
            )
        );
        output.WriteLine(
            done.DryRun
                ? $"\n{ByteText.Of(done.Bytes)} would go. Nothing was taken; without --dry-run it goes."
                : $"\n{ByteText.Of(done.Bytes)} went."
        );
    }
}
