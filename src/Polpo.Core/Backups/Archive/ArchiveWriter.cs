using System.Formats.Tar;
using System.IO.Compression;
using System.Text.Json;

namespace Polpo.Core.Backups.Archive;

/// <summary>Writes a backup: the head first, the list of all files with their hashes last.</summary>
internal sealed class ArchiveWriter : IAsyncDisposable
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly GZipStream _packed;
    private readonly TarWriter _tar;
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);

    /// <param name="path">A file that is not there yet.</param>
    public ArchiveWriter(string path)
    {
        var file = new FileStream(
            path,
            new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.Write,
                UnixCreateMode = Private,
                Options = FileOptions.Asynchronous,
            }
        );
        _packed = new GZipStream(file, CompressionLevel.Fastest);
        _tar = new TarWriter(_packed, TarEntryFormat.Pax);
    }

    public List<BackupFile> Files { get; } = [];

    public bool Has(string name) => _names.Contains(name);

    public Task AddJsonAsync<T>(string name, T content, DateTimeOffset at, CancellationToken cancellationToken) =>
        AddAsync(name, JsonSerializer.SerializeToUtf8Bytes(content, BackupJson.Options), at, cancellationToken);

    public async Task AddAsync(string name, byte[] content, DateTimeOffset at, CancellationToken cancellationToken)
    {
        using var stream = new MemoryStream(content);
        await AddAsync(name, stream, at, cancellationToken);
    }

    /// <returns>False: the file has gone since somebody saw it.</returns>
    public async Task<bool> TryAddFileAsync(string name, string path, CancellationToken cancellationToken)
    {
        try
        {
            await using var file = new FileStream(
                path,
                FileMode.Open,
                FileAccess.Read,
                FileShare.ReadWrite | FileShare.Delete,
                bufferSize: 1 << 16,
                FileOptions.Asynchronous | FileOptions.SequentialScan
            );
            await AddAsync(
                name,
                file,
                new DateTimeOffset(File.GetLastWriteTimeUtc(file.SafeFileHandle)),
                cancellationToken
            );
            return true;
        }
        catch (Exception gone) when (gone is FileNotFoundException or DirectoryNotFoundException)
        {
            return false;
        }
    }

    public Task FinishAsync(DateTimeOffset at, CancellationToken cancellationToken) =>
        AddJsonAsync(BackupFile.List, Files.ToArray(), at, cancellationToken);

    private async Task AddAsync(string name, Stream content, DateTimeOffset at, CancellationToken cancellationToken)
    {
        await using var measured = new MeasuredStream(content, content.Length);
        await _tar.WriteEntryAsync(
            new PaxTarEntry(TarEntryType.RegularFile, name)
            {
                Mode = Private,
                ModificationTime = at,
                DataStream = measured,
            },
            cancellationToken
        );
        _names.Add(name);
        Files.Add(new BackupFile(name, measured.Length, measured.Hash()));
    }

    public async ValueTask DisposeAsync()
    {
        await _tar.DisposeAsync();
        await _packed.DisposeAsync();
    }
}
