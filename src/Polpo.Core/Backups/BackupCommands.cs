using Polpo.Core.Backups.Archive;
using Polpo.Core.Vault.Keys;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage.Backups;

namespace Polpo.Core.Backups;

/// <summary>What was put into a backup.</summary>
public sealed record BackedUp(string Path, long Bytes, int Files, BackupHead Head);

/// <summary>Makes a backup of an installation, also while its server works.</summary>
public sealed class BackupCommands(PolpoHome home, IDatabaseCopy database, TimeProvider time)
{
    /// <param name="withKey">Puts the key that opens the vault into it: whoever has the file can then read the secrets.</param>
    /// <exception cref="RefusedException">The file is there already, or the database cannot be copied.</exception>
    public async Task<BackedUp> SaveAsync(string path, bool withKey, CancellationToken cancellationToken)
    {
        if (Path.Exists(path))
            throw new RefusedException(Refusal.Conflict, $"{path} is there already. Choose another name.");
        var scratch = $"{path}.{Guid.CreateVersion7():N}";
        try
        {
            Directory.CreateDirectory(
                scratch,
                UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
            );
            var archive = Path.Combine(scratch, "backup");
            var (head, files) = await WriteAsync(archive, scratch, withKey, cancellationToken);
            File.Move(archive, path, overwrite: false);
            return new BackedUp(path, new FileInfo(path).Length, files, head);
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            throw new RefusedException(Refusal.Unavailable, $"The backup was not made: {failed.Message}", failed);
        }
        finally
        {
            if (Directory.Exists(scratch))
                Directory.Delete(scratch, recursive: true);
        }
    }

    private async Task<(BackupHead Head, int Files)> WriteAsync(
        string path,
        string scratch,
        bool withKey,
        CancellationToken cancellationToken
    )
    {
        var at = time.GetUtcNow();
        var copy = Path.Combine(scratch, database.FileName);
        var steps = await database.SaveAsync(copy, cancellationToken);
        var hasKey = withKey && File.Exists(VaultKeyring.PathIn(home));
        var head = new BackupHead(BackupHead.Newest, BackupHead.Version, at, database.Kind, steps, hasKey);
        await using var archive = new ArchiveWriter(path);
        await archive.AddJsonAsync(BackupHead.Name, head, at, cancellationToken);
        await archive.TryAddFileAsync(database.FileName, copy, cancellationToken);
        File.Delete(copy);
        await VaultCopy.WriteAsync(home, archive, withKey, at, cancellationToken);
        await new DataFolderCopy(home, archive).WriteAsync(cancellationToken);
        await archive.FinishAsync(at, cancellationToken);
        return (head, archive.Files.Count);
    }
}
