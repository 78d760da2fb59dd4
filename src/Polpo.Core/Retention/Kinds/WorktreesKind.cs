using System.Runtime.CompilerServices;
using Polpo.Core.Git;
using Polpo.Core.Git.Worktrees;
using Polpo.Core.Workspaces;
using Polpo.Engine.Kernel;

namespace Polpo.Core.Retention.Kinds;

/// <summary>Checkouts. A session's goes when the session ends; what is left here of others was left by a crash, and goes to the trash.</summary>
internal sealed class WorktreesKind(
    PolpoHome home,
    GitFolders folders,
    IGit git,
    EndedWork work,
    RetentionOptions options,
    TimeProvider time
) : IExpiringKind
{
    /// <summary>A check has a checkout of its own that no session names: none runs for so long.</summary>
    private static readonly TimeSpan Least = TimeSpan.FromDays(1);

    public string Name => "worktrees";

    public TimeSpan? Age => options.Worktrees;

    public string Kept => $"while in use; forgotten ones {RetentionOptions.InWords(Age)}, then in the trash";

    public Task<IReadOnlyList<Portion>> MeasureAsync(CancellationToken cancellationToken) =>
        Task.Run<IReadOnlyList<Portion>>(
            () => [.. All().Select(tree => new Portion(tree.Workspace, SizeOf(tree.Id, cancellationToken), 1))],
            cancellationToken
        );

    public async IAsyncEnumerable<Expired> FindAsync(
        DateTimeOffset before,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var latest = time.GetUtcNow() - Least;
        var since = before < latest ? before : latest;
        var used = await work.WorktreesInUseAsync(cancellationToken);
        foreach (var (id, workspace) in All())
        {
            if (workspace is not null && !used.Contains(id) && LastUse(id) < since)
                yield return new Expired(Name, id, workspace, SizeOf(id, cancellationToken), since);
        }
    }

    public async Task<long?> RemoveAsync(Expired item, CancellationToken cancellationToken)
    {
        if ((await work.WorktreesInUseAsync(cancellationToken)).Contains(item.Id) || LastUse(item.Id) >= item.Before)
            return null;
        await git.RemoveAsync(item.Workspace!.Value, item.Id, cancellationToken);
        return item.Bytes;
    }

    /// <summary>Those with our marker. Without it a folder is not ours, and stays.</summary>
    private IEnumerable<(string Id, Id<Workspace>? Workspace)> All() =>
        from folder in Directory.EnumerateDirectories(home.Folder("gitdirs"))
        let id = Path.GetFileName(folder)
        let marker = Marker.Read(folder)
        where marker is null || marker.Id == id
        select (
            id,
            marker is not null && Id<Workspace>.TryParse(marker.Workspace, out var owner) ? owner : (Id<Workspace>?)null
        );

    private long SizeOf(string id, CancellationToken cancellationToken) =>
        FolderSize.Of(folders.Worktree(id), cancellationToken)
        + FolderSize.Of(folders.GitFolder(id), cancellationToken);

    /// <summary>When we last wrote about it (marker, index, stamps): what a sandbox does to times inside of the worktree proves nothing.</summary>
    private DateTimeOffset LastUse(string id)
    {
        var folder = new DirectoryInfo(folders.GitFolder(id));
        return folder.Exists
            ? folder.EnumerateFileSystemInfos().Append(folder).Max(entry => new DateTimeOffset(entry.LastWriteTimeUtc))
            : DateTimeOffset.MaxValue;
    }
}
