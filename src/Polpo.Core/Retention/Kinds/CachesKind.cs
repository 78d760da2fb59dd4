using System.Runtime.CompilerServices;
using Polpo.Core.Environments.Caches;
using Polpo.Core.Workspaces;
using Polpo.Engine.Kernel;

namespace Polpo.Core.Retention.Kinds;

/// <summary>What package managers downloaded for builds, by workspace. What is missed is downloaded again.</summary>
internal sealed class CachesKind(CacheStore caches, RetentionOptions options) : IExpiringKind
{
    public string Name => "caches";

    public TimeSpan? Age => options.Caches;

    public string Kept => RetentionOptions.InWords(Age);

    public Task<IReadOnlyList<Portion>> MeasureAsync(CancellationToken cancellationToken) =>
        Task.Run<IReadOnlyList<Portion>>(
            () =>
                [
                    .. caches
                        .All()
                        .Select(cache => new Portion(Owner(cache), FolderSize.Of(cache.Folder, cancellationToken), 1)),
                ],
            cancellationToken
        );

    public async IAsyncEnumerable<Expired> FindAsync(
        DateTimeOffset before,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var old = await Task.Run(
            () =>
                caches
                    .All()
                    .Where(cache => cache.LastUse < before)
                    .Select(cache => new Expired(
                        Name,
                        $"{cache.Workspace}/{cache.Name}",
                        Owner(cache),
                        FolderSize.Of(cache.Folder, cancellationToken),
                        before
                    ))
                    .ToList(),
            cancellationToken
        );
        foreach (var item in old)
            yield return item;
    }

    public async Task<long?> RemoveAsync(Expired item, CancellationToken cancellationToken)
    {
        var parts = item.Id.Split('/');
        return await caches.RemoveAsync(parts[0], parts[1], item.Before, cancellationToken) ? item.Bytes : null;
    }

    private static Id<Workspace>? Owner(KeptCache cache) =>
        Id<Workspace>.TryParse(cache.Workspace, out var owner) ? owner : null;
}
