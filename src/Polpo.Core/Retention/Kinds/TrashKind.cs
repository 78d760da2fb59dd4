using System.Globalization;
using System.Runtime.CompilerServices;
using Polpo.Core.Git;
using Polpo.Core.Git.Worktrees;
using Polpo.Core.Workspaces;
using Polpo.Engine.Kernel;

namespace Polpo.Core.Retention.Kinds;

/// <summary>Removed worktrees, which can be put back until they go for good.</summary>
internal sealed class TrashKind(GitFolders folders, RetentionOptions options) : IExpiringKind
{
    public string Name => "trash";

    public TimeSpan? Age => options.Trash;

    public string Kept => RetentionOptions.InWords(Age).Replace("last use", "removal", StringComparison.Ordinal);

    public Task<IReadOnlyList<Portion>> MeasureAsync(CancellationToken cancellationToken) =>
        Task.Run<IReadOnlyList<Portion>>(
            () => [.. Places().Select(place => new Portion(Owner(place), FolderSize.Of(place, cancellationToken), 1))],
            cancellationToken
        );

    public async IAsyncEnumerable<Expired> FindAsync(
        DateTimeOffset before,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        foreach (var place in Places())
        {
            await Task.Yield(); // measuring is work on the disk
            if (RemovedAt(place) is { } day && day.AddDays(1) <= before)
                yield return new Expired(
                    Name,
                    Path.GetFileName(place),
                    Owner(place),
                    FolderSize.Of(place, cancellationToken),
                    before
                );
        }
    }

    public async Task<long?> RemoveAsync(Expired item, CancellationToken cancellationToken)
    {
        var place = Places().FirstOrDefault(place => Path.GetFileName(place) == item.Id);
        if (place is null)
            return null;
        await Trash.DeleteAsync(place, cancellationToken);
        return item.Bytes;
    }

    private IEnumerable<string> Places() => Directory.EnumerateDirectories(folders.Trash);

    /// <summary>The day is the beginning of its name; what has none was not put here by us.</summary>
    private static DateTimeOffset? RemovedAt(string place) =>
        DateTimeOffset.TryParseExact(
            Path.GetFileName(place).Split('-')[0],
            "yyyyMMdd",
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal,
            out var day
        )
            ? day
            : null;

    private static Id<Workspace>? Owner(string place) =>
        Marker.Read(Path.Combine(place, "git")) is { } marker && Id<Workspace>.TryParse(marker.Workspace, out var owner)
            ? owner
            : null;
}
