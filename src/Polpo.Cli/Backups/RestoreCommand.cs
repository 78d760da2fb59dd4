using System.CommandLine;
using Polpo.Cli.History;
using Polpo.Cli.Shell;
using Polpo.Core.Backups;

namespace Polpo.Cli.Backups;

/// <summary><c>polpo restore</c>: an installation from its backup, into an empty data folder; then its whole history is checked.</summary>
internal static class RestoreCommand
{
    public static Command Build(Surroundings here)
    {
        var file = new Argument<string>("FILE") { Description = "A file that polpo backup wrote." };
        var database = BackupCommand.Database();
        return new Command(
            "restore",
            "Put a backup into an empty data folder (POLPO_HOME) and, on PostgreSQL, an empty database, and check its history. Exits 1 when that does not hold."
        )
        {
            file,
            database,
            CommonOptions.Json,
        }.Does(
            here,
            async (command, cancellationToken) =>
            {
                var restores = new RestoreCommands(here.Home, BackupCommand.CopyOf(command, database));
                var path = Path.GetFullPath(command.Get(file), here.Folder);
                var lacksKey = Show(command, await restores.RestoreAsync(path, cancellationToken));
                return lacksKey
                    ? ExitCode.Done
                    : await HistoryCheck.RunAsync(command.In(With(here, command.Get(database))), cancellationToken);
            }
        );
    }

    /// <returns>Whether its secrets cannot be opened here.</returns>
    private static bool Show(Invocation command, Restored done)
    {
        var lacksKey = done.LacksKey && command.Here["POLPO_VAULT_KEY"] is null;
        command.Show(
            new
            {
                home = command.Here.Home.Root,
                done.Head.Polpo,
                done.Head.At,
                done.Head.Database,
                lacksKey,
            },
            output => Print(output, command.Here, done, lacksKey)
        );
        return lacksKey;
    }

    private static Surroundings With(Surroundings here, string? database) =>
        database is null
            ? here
            : here with
            {
                Variables = new Dictionary<string, string>(here.Variables, StringComparer.Ordinal)
                {
                    ["POLPO_DATABASE"] = database,
                },
            };

    private static void Print(TextWriter output, Surroundings here, Restored done, bool lacksKey)
    {
        output.WriteLine(
            $"Restored into {here.Home.Root} as it was at {done.Head.At:yyyy-MM-dd HH:mm:ss} UTC. What happened after that it does not know."
        );
        if (lacksKey)
            output.WriteLine(
                $"The backup has secrets, and not the key that opens them. Put it into {Path.Combine(here.Home.Root, "vault", "master.key")} (mode 0600) or POLPO_VAULT_KEY, then check: polpo verify --history"
            );
    }
}
