using System.Reflection;
using Polpo.Core.Backups.Archive;
using Polpo.Core.Vault.Keys;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage;
using Polpo.Engine.Storage.Backups;

namespace Polpo.Core.Backups;

/// <summary>What was restored.</summary>
/// <param name="LacksKey">Whether it has secrets, and not the key that opens them.</param>
public sealed record Restored(BackupHead Head, bool LacksKey);

/// <summary>Puts a backup into an empty data folder and, on PostgreSQL, an empty database: all of it, or nothing.</summary>
public sealed class RestoreCommands(PolpoHome home, IDatabaseCopy database)
{
    private const string Staging = "restoring";

    /// <summary>They are there as soon as somebody looks whether a server runs.</summary>
    private static readonly string[] OfTheLock = ["lock", "lock.pid"];

    /// <exception cref="RefusedException">There is data already, or the backup is of a newer version, cut off, changed or none.</exception>
    public async Task<Restored> RestoreAsync(string path, CancellationToken cancellationToken)
    {
        RequireEmptyFolder();
        await database.RequireEmptyAsync(cancellationToken);
        Directory.CreateDirectory(home.Root, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var staging = home.Folder(Staging);
        try
        {
            using var held = HomeLock.Take(home);
            var head = await new ArchiveReader(path, staging).ReadAsync(Accept, database.FileName, cancellationToken);
            var copy = Path.Combine(staging, database.FileName);
            if (!File.Exists(copy))
                throw new RefusedException(Refusal.Invalid, "The backup has no database. Use another backup.");
            var steps = await database.LoadAsync(copy, cancellationToken);
            if (!steps.SequenceEqual(head.Steps, StringComparer.Ordinal))
                throw new RefusedException(
                    Refusal.Invalid,
                    "The database in the backup is not the one that its head describes. Use another backup."
                );
            Settle(staging);
            return new Restored(head, LacksKey());
        }
        finally
        {
            Directory.Delete(staging, recursive: true);
        }
    }

    private void RequireEmptyFolder()
    {
        if (File.Exists(home.Root))
            throw new RefusedException(Refusal.Conflict, $"{home.Root} is a file. Set POLPO_HOME to a new folder.");
        var found = Directory.Exists(home.Root)
            ? Directory.EnumerateFileSystemEntries(home.Root).Select(Path.GetFileName).Except(OfTheLock).ToList()
            : [];
        if (found.Count > 0)
            throw new RefusedException(
                Refusal.Conflict,
                $"{home.Root} is not empty (it has {found[0]}), and nothing there is overwritten. Set POLPO_HOME to a new folder."
            );
    }

    private void Accept(BackupHead head)
    {
        if (head.Format > BackupHead.Newest || head.Format < 1)
            throw Newer(head);
        if (head.Database != database.Kind)
            throw new RefusedException(
                Refusal.Invalid,
                head.Database == "postgresql"
                    ? "This is a backup of a PostgreSQL database. Name an empty one with --database."
                    : "This is a backup of the embedded database. Leave --database out, and unset POLPO_DATABASE."
            );
        var known = DatabaseCopies.KnownSteps(Assembly.GetExecutingAssembly());
        if (head.Steps.Except(known, StringComparer.Ordinal).Any())
            throw Newer(head);
    }

    private static RefusedException Newer(BackupHead head) =>
        new(
            Refusal.Unavailable,
            $"This backup was made by a newer Polpo ({EntryNames.Shown(head.Polpo)}; this is {BackupHead.Version}). Restore it with that version. Nothing was restored."
        );

    /// <summary>The database last: a folder that has one has everything.</summary>
    private void Settle(string staging)
    {
        // What was loaded into PostgreSQL is not kept a second time.
        File.Delete(Path.Combine(staging, "database.dump"));
        var parts = Directory
            .EnumerateFileSystemEntries(staging)
            .OrderBy(part => Path.GetFileName(part) == database.FileName);
        foreach (var part in parts.ToList())
            Directory.Move(part, Path.Combine(home.Root, Path.GetFileName(part)));
    }

    private bool LacksKey()
    {
        var folder = Path.Combine(home.Root, EntryNames.Vault);
        return Directory.Exists(folder)
            && Directory.EnumerateFiles(folder, "*.json").Any()
            && !File.Exists(VaultKeyring.PathIn(home));
    }
}
