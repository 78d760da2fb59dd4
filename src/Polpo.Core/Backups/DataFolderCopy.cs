using Polpo.Core.Backups.Archive;
using Polpo.Engine.Kernel;

namespace Polpo.Core.Backups;

/// <summary>
/// Copies what a restored installation needs of a data folder in which others work. It comes after the database, so that what a row names is
/// there: blobs and commits are written before the fact that names them. What is made again by itself (layers, caches, spares, worktrees, logs)
/// stays out.
/// </summary>
internal sealed class DataFolderCopy(PolpoHome home, ArchiveWriter archive)
{
    private static readonly EnumerationOptions All = new()
    {
        RecurseSubdirectories = true,
        AttributesToSkip = FileAttributes.ReparsePoint,
    };

    public async Task WriteAsync(CancellationToken cancellationToken)
    {
        foreach (var folder in EntryNames.Folders)
            await AddAsync(Finished(At(folder)), cancellationToken);
        foreach (var mirror in Mirrors())
            await AddMirrorAsync(mirror, cancellationToken);
        await archive.TryAddFileAsync(EntryNames.Prices, At(EntryNames.Prices), cancellationToken);
    }

    private IEnumerable<string> Mirrors() =>
        Directory.Exists(At(EntryNames.Mirrors)) ? Directory.EnumerateDirectories(At(EntryNames.Mirrors), "*.git") : [];

    /// <summary>
    /// References before objects: each then has all that it leads to. Packing takes files away only once others have their content, so
    /// whatever vanished meanwhile is looked for once more.
    /// </summary>
    private async Task AddMirrorAsync(string mirror, CancellationToken cancellationToken)
    {
        await AddAsync(Finished(Path.Combine(mirror, "refs")), cancellationToken);
        await AddAsync(Directory.EnumerateFiles(mirror).Where(IsFinished), cancellationToken);
        await AddAsync(Finished(Path.Combine(mirror, "info")), cancellationToken);
        while (!await AddAsync(Finished(Path.Combine(mirror, "objects")), cancellationToken)) { }
    }

    private static IEnumerable<string> Finished(string folder) =>
        Directory.Exists(folder) ? Directory.EnumerateFiles(folder, "*", All).Where(IsFinished) : [];

    // What somebody writes at this moment gets its name when it is whole.
    private static bool IsFinished(string path) =>
        Path.GetFileName(path) is var name
        && !name.EndsWith(".lock", StringComparison.Ordinal)
        && !name.EndsWith(".new", StringComparison.Ordinal)
        && !name.StartsWith("tmp_", StringComparison.Ordinal);

    /// <returns>False: something had gone.</returns>
    private async Task<bool> AddAsync(IEnumerable<string> paths, CancellationToken cancellationToken)
    {
        var all = true;
        foreach (var path in Seen(paths))
        {
            var name = Path.GetRelativePath(home.Root, path).Replace(Path.DirectorySeparatorChar, '/');
            all &= archive.Has(name) || await archive.TryAddFileAsync(name, path, cancellationToken);
        }
        return all;
    }

    /// <summary>Listed before any is copied; a folder that went meanwhile had nothing more.</summary>
    private static List<string> Seen(IEnumerable<string> paths)
    {
        while (true)
        {
            try
            {
                return [.. paths];
            }
            catch (DirectoryNotFoundException)
            {
                // Taken away while it was listed: the others are there at a second look.
            }
        }
    }

    private string At(string name) => Path.Combine(home.Root, name);
}
