using System.CommandLine;
using Polpo.Cli.Shell;
using Polpo.Cli.Storage;
using Polpo.Core.Backups;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage.Backups;

namespace Polpo.Cli.Backups;

/// <summary><c>polpo backup</c>: the installation as one file, also while its server works. No door of the server gives that out.</summary>
internal static class BackupCommand
{
    public static Command Build(Surroundings here)
    {
        var file = new Argument<string>("FILE")
        {
            Description = "The file to write, such as polpo.tar.gz. It must not be there yet.",
        };
        var withKey = new Option<bool>("--with-key")
        {
            Description = "Put the vault's key into it, too: whoever has the file can then read the secrets.",
        };
        var database = Database();
        return new Command(
            "backup",
            "Write the installation into one file: database, stored texts, repositories, receipts, sealed secrets. The server may run."
        )
        {
            file,
            withKey,
            database,
            CommonOptions.Json,
        }.Does(
            here,
            async (command, cancellationToken) =>
            {
                if (command.Get(withKey) && here["POLPO_VAULT_KEY"] is not null)
                    throw new RefusedException(
                        Refusal.Invalid,
                        "The vault's key stands in POLPO_VAULT_KEY, and in no file. Keep it where it is, and back up without --with-key."
                    );
                var path = Path.GetFullPath(command.Get(file), here.Folder);
                var backups = new BackupCommands(here.Home, CopyOf(command, database), here.Time);
                Show(command, await backups.SaveAsync(path, command.Get(withKey), cancellationToken));
                return ExitCode.Done;
            }
        );
    }

    private static void Show(Invocation command, BackedUp done) =>
        command.Show(
            new
            {
                file = done.Path,
                done.Bytes,
                done.Files,
                done.Head.Database,
                at = done.Head.At,
                withKey = done.Head.HasKey,
            },
            output => Print(output, done)
        );

    public static Option<string?> Database() =>
        new("--database")
        {
            Description =
                "The PostgreSQL connection string of the server. Default: POLPO_DATABASE, else the embedded database.",
            HelpName = "CONNECTION",
        };

    /// <exception cref="RefusedException">The command is pointed at another machine.</exception>
    public static IDatabaseCopy CopyOf(Invocation command, Option<string?> database) =>
        command.Here["POLPO_URL"] is { } url
            ? throw new RefusedException(
                Refusal.Invalid,
                $"POLPO_URL is {url}, and this works on the data folder itself. Run it on the server's machine, under its account, without POLPO_URL."
            )
            : DatabaseCopies.Of(command.Here.Home, command.Get(database) ?? command.Here["POLPO_DATABASE"]);

    private static void Print(TextWriter output, BackedUp done)
    {
        output.WriteLine($"{done.Path}: {ByteText.Of(done.Bytes)}, {Plain.Count(done.Files, "file")}.");
        output.WriteLine(
            done.Head.HasKey
                ? "The key of the vault is in it: whoever has this file can read your secrets."
                : "The key of the vault is not in it: keep it elsewhere, or the secrets are lost with this machine (--with-key puts it in)."
        );
    }
}
