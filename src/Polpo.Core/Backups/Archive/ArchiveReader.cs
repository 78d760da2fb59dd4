using System.Formats.Tar;
using System.IO.Compression;
using System.Text.Json;
using Polpo.Engine.Kernel;

namespace Polpo.Core.Backups.Archive;

/// <summary>Reads a backup of unknown origin into a folder of its own: plain files with known names, each with the hash that the list at the end says.</summary>
internal sealed class ArchiveReader(string path, string folder)
{
    private const long LongestHead = 1 << 20;
    private const long LongestList = 1 << 28;
    private const long Reserve = 64 << 20;

    private readonly Dictionary<string, BackupFile> _read = new(StringComparer.Ordinal);

    /// <param name="accept">Refuses what cannot be restored here, before anything else is read.</param>
    /// <param name="database">The file of the database.</param>
    /// <exception cref="RefusedException">It is no backup, not a whole one, or was changed.</exception>
    public async Task<BackupHead> ReadAsync(
        Action<BackupHead> accept,
        string database,
        CancellationToken cancellationToken
    )
    {
        try
        {
            await using var file = File.OpenRead(path);
            await using var unpacked = new GZipStream(file, CompressionMode.Decompress);
            await using var tar = new TarReader(unpacked);
            var head = await HeadAsync(tar, cancellationToken);
            accept(head);
            while (await NextAsync(tar, cancellationToken) is { } entry)
            {
                if (entry.Name == BackupFile.List)
                {
                    await RequireAllAsync(tar, entry, cancellationToken);
                    return head;
                }
                await ExtractAsync(entry, EntryNames.Require(entry.Name, database), cancellationToken);
            }
            throw Broken("it ends too early: it was cut off, or never finished");
        }
        catch (Exception unreadable) when (unreadable is InvalidDataException or EndOfStreamException or JsonException)
        {
            throw Broken("it cannot be read to its end");
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new RefusedException(Refusal.NotFound, $"There is no file {path}.", missing);
        }
    }

    private async Task<BackupHead> HeadAsync(TarReader tar, CancellationToken cancellationToken)
    {
        var entry = await NextAsync(tar, cancellationToken);
        if (entry?.Name != BackupHead.Name)
            throw Broken("it does not begin with what a backup of Polpo begins with");
        return await JsonAsync<BackupHead>(entry, LongestHead, cancellationToken);
    }

    private static async Task<TarEntry?> NextAsync(TarReader tar, CancellationToken cancellationToken)
    {
        var entry = await tar.GetNextEntryAsync(copyData: false, cancellationToken);
        return entry is null or { EntryType: TarEntryType.RegularFile or TarEntryType.V7RegularFile }
            ? entry
            : throw new RefusedException(
                Refusal.Invalid,
                $"The archive has an entry \"{EntryNames.Shown(entry.Name)}\" that is no plain file ({entry.EntryType}), and no backup of Polpo has such. Nothing was restored."
            );
    }

    private async Task ExtractAsync(TarEntry entry, string name, CancellationToken cancellationToken)
    {
        RequireRoom(entry.Length);
        var target = Path.Combine(folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(target)!); // below the folder
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            Options = FileOptions.Asynchronous,
        };
        if (_read.ContainsKey(name) || Path.Exists(target))
            throw Broken($"it has {EntryNames.Shown(name)} twice");
        await using (var file = new FileStream(target, options))
        {
            await using var measured = new MeasuredStream(entry.DataStream ?? Stream.Null, entry.Length);
            await measured.CopyToAsync(file, cancellationToken);
            _read[name] = new BackupFile(name, entry.Length, measured.Hash());
        }
        File.SetLastWriteTimeUtc(target, entry.ModificationTime.UtcDateTime);
    }

    private void RequireRoom(long bytes)
    {
        var free = new DriveInfo(folder).AvailableFreeSpace;
        if (bytes > free - Reserve)
            throw new RefusedException(
                Refusal.Unavailable,
                $"The backup does not fit: its next file has {bytes >> 20} MB, and {free >> 20} MB are free. Nothing was restored."
            );
    }

    private async Task RequireAllAsync(TarReader tar, TarEntry entry, CancellationToken cancellationToken)
    {
        var list = await JsonAsync<List<BackupFile>>(entry, LongestList, cancellationToken);
        _read.Remove(BackupFile.List);
        foreach (var file in list)
        {
            if (!_read.Remove(file.Path, out var found))
                throw Broken($"it lacks {EntryNames.Shown(file.Path)}");
            if (found != file)
                throw Broken($"{EntryNames.Shown(file.Path)} was changed");
        }
        if (_read.Count > 0)
            throw Broken($"it has {EntryNames.Shown(_read.Keys.First())}, which its list does not name");
        if (await NextAsync(tar, cancellationToken) is { } more)
            throw Broken($"{EntryNames.Shown(more.Name)} comes after its end");
    }

    private async Task<T> JsonAsync<T>(TarEntry entry, long longest, CancellationToken cancellationToken)
    {
        if (entry.Length > longest || entry.DataStream is not { } data)
            throw Broken($"its {entry.Name} has an impossible size");
        using var text = new MemoryStream();
        await using var measured = new MeasuredStream(data, entry.Length);
        await measured.CopyToAsync(text, cancellationToken);
        _read[entry.Name] = new BackupFile(entry.Name, entry.Length, measured.Hash());
        return JsonSerializer.Deserialize<T>(text.GetBuffer().AsSpan(0, (int)text.Length), BackupJson.Options)
            ?? throw Broken($"its {entry.Name} is empty");
    }

    private RefusedException Broken(string why) =>
        new(Refusal.Invalid, $"{path} is no whole backup: {why}. Nothing was restored; use another backup.");
}
