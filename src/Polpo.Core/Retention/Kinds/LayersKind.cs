using System.Runtime.CompilerServices;
using Polpo.Core.Environments.Layers;
using Polpo.Core.Git.Worktrees;
using Polpo.Core.Workspaces;
using Polpo.Engine.Kernel;

namespace Polpo.Core.Retention.Kinds;

/// <summary>Installed dependencies. Those that nobody used for long go, and the longest unused ones when all together are too large.</summary>
internal sealed class LayersKind(LayerStore layers, LayerUses uses, RetentionOptions options, TimeProvider time)
    : IExpiringKind
{
    /// <summary>One that was claimed just now is about to be mounted.</summary>
    private static readonly TimeSpan Least = TimeSpan.FromHours(1);

    public string Name => "layers";

    public TimeSpan? Age => options.Layers;

    public string Kept => $"{RetentionOptions.InWords(Age)}; all together at most {options.LayerBytes >> 30} GB";

    public Task<IReadOnlyList<Portion>> MeasureAsync(CancellationToken cancellationToken) =>
        Task.Run<IReadOnlyList<Portion>>(
            () =>
                [
                    .. layers
                        .All()
                        .Select(layer => new Portion(Owner(layer), FolderSize.Of(layer.Folder, cancellationToken), 1)),
                ],
            cancellationToken
        );

    public async IAsyncEnumerable<Expired> FindAsync(
        DateTimeOffset before,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var latest = time.GetUtcNow() - Least;
        var all = await Task.Run(
            () => layers.All().Select(layer => Looked(layer, cancellationToken)).OrderBy(item => item.Before).ToList(),
            cancellationToken
        );
        var total = all.Sum(item => item.Bytes);
        foreach (var item in all.Where(item => item.Before < latest && !uses.InUse(item.Id)))
        {
            if (item.Before >= before && total <= options.LayerBytes)
                continue;
            total -= item.Bytes;
            yield return item;
        }
    }

    public async Task<long?> RemoveAsync(Expired item, CancellationToken cancellationToken)
    {
        if (layers.Withdraw(item.Id, item.Before) is not { } layer)
            return null;
        await Trash.DeleteAsync(layer.Folder, cancellationToken);
        return item.Bytes;
    }

    private Expired Looked(SealedLayer layer, CancellationToken cancellationToken) =>
        new(Name, layer.Key, Owner(layer), FolderSize.Of(layer.Folder, cancellationToken), uses.LastUse(layer.Key));

    private static Id<Workspace>? Owner(SealedLayer layer) =>
        Id<Workspace>.TryParse(layer.Workspace, out var owner) ? owner : null;
}
