using Polpo.Core.Backups.Archive;
using Polpo.Core.Vault.Keys;
using Polpo.Engine.Kernel;

namespace Polpo.Core.Backups;

/// <summary>Copies the sealed secrets, and their key when that is asked for: both of one instant, also while a rotation is under way.</summary>
internal static class VaultCopy
{
    public static async Task WriteAsync(
        PolpoHome home,
        ArchiveWriter archive,
        bool withKey,
        DateTimeOffset at,
        CancellationToken cancellationToken
    )
    {
        var folder = Path.Combine(home.Root, EntryNames.Vault);
        if (!Directory.Exists(folder))
            return;
        var keyFile = VaultKeyring.PathIn(home);
        byte[]? key;
        Dictionary<string, byte[]> sealedRows;
        do
        {
            key = await ReadAsync(keyFile, cancellationToken);
            sealedRows = await RowsAsync(folder, cancellationToken);
            // A rotation writes a new key first, and forgets the old one last: with the same key on both sides all rows open.
        } while (!Same(key, await ReadAsync(keyFile, cancellationToken)));
        foreach (var (name, content) in sealedRows)
            await archive.AddAsync($"{EntryNames.Vault}/{name}", content, at, cancellationToken);
        if (withKey && key is not null)
            await archive.AddAsync(EntryNames.VaultKey, key, at, cancellationToken);
    }

    private static async Task<Dictionary<string, byte[]>> RowsAsync(string folder, CancellationToken cancellationToken)
    {
        var rows = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (var path in Directory.GetFiles(folder).Where(IsSealed))
        {
            if (await ReadAsync(path, cancellationToken) is { } content)
                rows[Path.GetFileName(path)] = content;
        }
        return rows;
    }

    private static bool IsSealed(string path) => Path.GetExtension(path) is ".json" or ".shared";

    private static async Task<byte[]?> ReadAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            return await File.ReadAllBytesAsync(path, cancellationToken);
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    private static bool Same(byte[]? one, byte[]? other) => one.AsSpan().SequenceEqual(other);
}
