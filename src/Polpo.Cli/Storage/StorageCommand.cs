using System.CommandLine;
using Polpo.Cli.Shell;
using Polpo.Client;

namespace Polpo.Cli.Storage;

/// <summary><c>polpo storage</c>: what takes how much space, and what may go.</summary>
internal static class StorageCommand
{
    public static Command Build(Surroundings here)
    {
        var command = new Command("storage", "Show what takes how much space, and what a clean-up would take away.")
        {
            CommonOptions.Json,
        }.Does(here, ShowAsync);
        command.Add(CleanCommand.Build(here));
        command.Add(
            new Command("vacuum", "Rewrite the database without its unused space. Other writes wait meanwhile.")
            {
                CommonOptions.Json,
            }.Does(here, VacuumAsync)
        );
        return command;
    }

    private static async Task<int> ShowAsync(Invocation command, CancellationToken cancellationToken)
    {
        await using var connection = await command.ConnectAsync(cancellationToken);
        var storage = await connection.Client.Storage.GetAsync(cancellationToken);
        var names = (await connection.Client.Workspaces.ListAsync(cancellationToken)).Items.ToDictionary(
            workspace => workspace.Id,
            workspace => workspace.Name,
            StringComparer.Ordinal
        );
        command.Show(storage, output => Print(output, storage, names));
        return ExitCode.Done;
    }

    private static void Print(TextWriter output, StorageView storage, Dictionary<string, string> names)
    {
        Plain.Table(
            output,
            ["KIND", "WORKSPACE", "SIZE", "COUNT", "KEPT"],
            storage.Sizes.Select(size =>
                (IReadOnlyList<string>)
                    [
                        size.Kind,
                        size.Workspace is { } id ? names.GetValueOrDefault(id, id) : "",
                        ByteText.Of(size.Bytes),
                        $"{size.Count}",
                        size.Kept,
                    ]
            )
        );
        output.WriteLine($"\nAll together {ByteText.Of(storage.TotalBytes)}.");
        output.WriteLine(
            storage.Expired.Count == 0
                ? "Nothing is past its age."
                : $"{ByteText.Of(storage.ExpiredBytes)} are past their age and go by themselves within hours, or now: polpo storage clean"
        );
    }

    private static async Task<int> VacuumAsync(Invocation command, CancellationToken cancellationToken)
    {
        await using var connection = await command.ConnectAsync(cancellationToken);
        var done = await connection.Client.Storage.VacuumAsync(cancellationToken);
        command.Show(
            done,
            output =>
                output.WriteLine(
                    $"The database had {ByteText.Of(done.Before)} and has {ByteText.Of(done.After)}.\n{done.Note}"
                )
        );
        return ExitCode.Done;
    }
}
