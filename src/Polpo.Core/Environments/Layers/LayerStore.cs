using System.Text.Json;
using Polpo.Core.Git;
using Polpo.Engine.Kernel;

namespace Polpo.Core.Environments.Layers;

/// <summary>A layer on disk: folders that are laid over the worktree, and single files that are put into it.</summary>
/// <param name="Workspace">Whose it is; null in layers of earlier versions.</param>
internal sealed record SealedLayer(
    string Key,
    string Folder,
    IReadOnlyList<string> Paths,
    IReadOnlyList<string> Files,
    string? Workspace = null
);

/// <summary>Layers by key. A layer appears whole, by one rename, or not at all.</summary>
internal sealed class LayerStore(PolpoHome home, LayerUses uses, TimeProvider time)
{
    private readonly Lock _gate = new();

    private const string Manifest = "layer.json";
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(100);

    /// <summary>The layer, from now on in use by the worktree; null when there is none.</summary>
    public SealedLayer? Claim(string key, Worktree worktree)
    {
        lock (_gate)
        {
            if (Find(key) is not { } layer)
                return null;
            uses.Note(key, worktree);
            return layer;
        }
    }

    /// <summary>Takes a layer away that no worktree uses and that was not claimed since; null when that is no longer so, or it is not built yet.</summary>
    public SealedLayer? Withdraw(string key, DateTimeOffset notSince)
    {
        lock (_gate)
        {
            if (Find(key) is not { } layer || uses.InUse(key) || uses.LastUse(key) > notSince)
                return null;
            var old = home.At("layers", $"{key}.old");
            Discard(old);
            Directory.Move(home.At("layers", key), old);
            uses.Forget(key);
            return layer with { Folder = old };
        }
    }

    /// <summary>Every sealed layer.</summary>
    public IEnumerable<SealedLayer> All() =>
        Directory
            .EnumerateDirectories(home.Folder("layers"))
            .Select(folder => Path.GetFileName(folder))
            .Where(name => !name.Contains('.', StringComparison.Ordinal))
            .Select(Find)
            .OfType<SealedLayer>();

    private SealedLayer? Find(string key)
    {
        var manifest = Path.Combine(home.Folder("layers"), key, Manifest);
        return File.Exists(manifest) ? JsonSerializer.Deserialize<SealedLayer>(File.ReadAllText(manifest)) : null;
    }

    /// <summary>A folder in which a layer is made; what an interrupted build of the same key left there is gone.</summary>
    public string Stage(string key)
    {
        var stage = home.At("layers", $"{key}.new");
        Discard(stage);
        return Directory.CreateDirectory(stage).FullName;
    }

    /// <param name="layer">Where it will be, and what is in it.</param>
    public static SealedLayer Seal(SealedLayer layer, string stage)
    {
        File.WriteAllText(Path.Combine(stage, Manifest), JsonSerializer.Serialize(layer));
        Directory.Move(stage, layer.Folder);
        return layer;
    }

    public string FolderOf(string key) => home.At("layers", key);

    public static void Discard(string stage)
    {
        if (Directory.Exists(stage))
            Directory.Delete(stage, recursive: true);
    }

    /// <summary>Held by one process, and by one caller in it, at a time.</summary>
    public async Task<IAsyncDisposable> LockAsync(string key, CancellationToken cancellationToken)
    {
        var path = home.At("layers", $"{key}.lock");
        while (true)
        {
            try
            {
                return new FileStream(
                    path,
                    FileMode.OpenOrCreate,
                    FileAccess.Write,
                    FileShare.None,
                    1,
                    FileOptions.DeleteOnClose
                );
            }
            catch (IOException)
            {
                await Task.Delay(_pause, time, cancellationToken);
            }
        }
    }
}
