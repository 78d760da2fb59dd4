using System.Text.Json;
using Polpo.Engine.Kernel;

namespace Polpo.Core.Environments;

/// <summary>A layer on disk: folders that are laid over the worktree, and single files that are put into it.</summary>
internal sealed record SealedLayer(string Key, string Folder, IReadOnlyList<string> Paths, IReadOnlyList<string> Files);

/// <summary>Layers by key. A layer appears whole, by one rename, or not at all.</summary>
internal sealed class LayerStore(PolpoHome home, TimeProvider time)
{
    private const string Manifest = "layer.json";
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(100);

    public SealedLayer? Find(string key)
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

    public SealedLayer Seal(string key, string stage, IReadOnlyList<string> paths, IReadOnlyList<string> files)
    {
        var layer = new SealedLayer(key, home.At("layers", key), paths, files);
        File.WriteAllText(Path.Combine(stage, Manifest), JsonSerializer.Serialize(layer));
        Directory.Move(stage, layer.Folder);
        return layer;
    }

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
