using System.Diagnostics;
using Polpo.Core.Environments.Finding;
using Polpo.Core.Environments.Layers;
using Polpo.Engine.Kernel;

namespace Polpo.Core.Environments.Caches;

/// <summary>
/// The downloads of a workspace's builds, below <c>caches/</c> of the data folder. A build gets a copy; only one that a person's commit
/// decides about alone puts its copy back, so that no session leaves anything there for another to take for a download.
/// </summary>
internal sealed class CacheStore(PolpoHome home, TimeProvider time) : IDisposable
{
    private const long MostBytes = 4L << 30;
    private readonly SemaphoreSlim _gate = new(1, 1);

    public void Dispose() => _gate.Dispose();

    /// <summary>Every cache that is kept.</summary>
    public IReadOnlyList<KeptCache> All() =>
        [
            .. Directory
                .EnumerateDirectories(home.Folder("caches"))
                .SelectMany(Directory.EnumerateDirectories)
                .Select(folder => new KeptCache(
                    Path.GetFileName(Path.GetDirectoryName(folder)!),
                    Path.GetFileName(folder),
                    folder,
                    new DateTimeOffset(Directory.GetLastWriteTimeUtc(folder))
                )),
        ];

    /// <returns>False when it is gone, or was used since.</returns>
    public async Task<bool> RemoveAsync(
        string workspace,
        string name,
        DateTimeOffset unusedSince,
        CancellationToken cancellationToken
    )
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            var there = All().FirstOrDefault(cache => cache.Workspace == workspace && cache.Name == name);
            if (there is null || there.LastUse > unusedSince)
                return false;
            LayerStore.Discard(there.Folder);
            return true;
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Copies what there is into the home folder of a build. What cannot be copied is downloaded again.</summary>
    public async Task LendAsync(
        string workspace,
        IReadOnlyList<string> names,
        string buildHome,
        CancellationToken cancellationToken
    )
    {
        var there = names.Where(name => Directory.Exists(At(workspace, name))).ToList();
        if (there.Count == 0)
            return;
        var target = Directory.CreateDirectory(Path.Combine(buildHome, KnownCaches.Folder)).FullName;
        await _gate.WaitAsync(cancellationToken);
        try
        {
            foreach (var name in there)
            {
                await CopyAsync(At(workspace, name), Path.Combine(target, name), cancellationToken);
                Touch(At(workspace, name));
            }
            // The build's user owns the rest, and has to be able to make more.
            File.SetUnixFileMode(target, (UnixFileMode)0b111_111_111);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Takes the caches out of a build's home folder, and keeps them when <paramref name="trusted"/>.</summary>
    public async Task TakeAsync(
        string workspace,
        IReadOnlyList<string> names,
        string buildHome,
        bool trusted,
        CancellationToken cancellationToken
    )
    {
        var made = new DirectoryInfo(Path.Combine(buildHome, KnownCaches.Folder));
        await _gate.WaitAsync(cancellationToken);
        try
        {
            if (trusted && made is { Exists: true, LinkTarget: null })
                foreach (var name in names)
                    Keep(new DirectoryInfo(Path.Combine(made.FullName, name)), At(workspace, name));
        }
        finally
        {
            _gate.Release();
        }
        Remove(made);
    }

    private string At(string workspace, string name) => home.At("caches", workspace, name);

    private void Keep(DirectoryInfo made, string place)
    {
        if (made is not { Exists: true, LinkTarget: null })
            return;
        Directory.CreateDirectory(Path.GetDirectoryName(place)!);
        LayerStore.Discard(place);
        // One that has grown without end begins anew.
        if (
            TreeWalk.Below(made.FullName, TreeWalk.MostLevels, _ => true).Sum(entry => (long)entry.Stamp.Size)
            <= MostBytes
        )
        {
            Directory.Move(made.FullName, place);
            Touch(place);
        }
    }

    /// <summary>The folder's own time says when it was used last.</summary>
    private void Touch(string place) => Directory.SetLastWriteTimeUtc(place, time.GetUtcNow().UtcDateTime);

    private static void Remove(DirectoryInfo made)
    {
        if (made.LinkTarget is not null || File.Exists(made.FullName))
            File.Delete(made.FullName);
        else
            LayerStore.Discard(made.FullName);
    }

    private static async Task CopyAsync(string from, string to, CancellationToken cancellationToken)
    {
        using var copy = Process.Start("cp", ["-a", "--reflink=auto", "--", from, to]);
        await copy.WaitForExitAsync(cancellationToken);
        if (copy.ExitCode != 0)
            LayerStore.Discard(to);
    }
}

/// <summary>The downloads of one package manager, for one workspace.</summary>
internal sealed record KeptCache(string Workspace, string Name, string Folder, DateTimeOffset LastUse);
