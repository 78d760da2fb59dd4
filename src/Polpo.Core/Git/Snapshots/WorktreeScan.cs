using Polpo.Core.Git.Ignoring;
using Polpo.Engine.Kernel;
using Polpo.Runner.Protocol;

namespace Polpo.Core.Git.Snapshots;

/// <summary>
/// Walks a worktree while a sandbox may be writing it, and answers what a commit of it would hold. It follows no link, goes into no
/// <c>.git</c> and no disguised setting, keeps what is tracked even if it is ignored, and leaves submodules as they are. The files of a nested repository are plain files.
/// </summary>
internal sealed class WorktreeScan(
    string root,
    IReadOnlyDictionary<RepoPath, TreeEntry> tracked,
    StampCache cache,
    ObjectHash hash
)
{
    public const int MaxEntries = 1_000_000;
    public const int MaxPathBytes = 4096;

    private readonly Dictionary<RepoPath, TreeEntry> _found = [];
    private readonly HashSet<RepoPath> _trackedFolders = [];
    private readonly Stack<(RepoPath Path, IgnoreRules Rules, bool TrackedOnly)> _folders = new();
    private int _entries;

    public IReadOnlyDictionary<RepoPath, TreeEntry> Run(CancellationToken cancellationToken)
    {
        foreach (var (path, entry) in tracked)
            Note(path, entry);
        using var top = SafeFolder.OpenRoot(root);
        _folders.Push((RepoPath.Root, IgnoreRules.None, false));
        while (_folders.TryPop(out var next))
        {
            using var folder = next.Path.IsRoot ? SafeFolder.OpenRoot(root) : top.Open(next.Path);
            if (folder is not null)
                Read(folder, next.Path, next.Rules, next.TrackedOnly, cancellationToken);
        }
        return _found;
    }

    private void Note(RepoPath path, TreeEntry entry)
    {
        if (entry.Mode == TreeEntry.Submodule)
            _found[path] = entry;
        for (var folder = path.Folder; !folder.IsRoot && _trackedFolders.Add(folder); folder = folder.Folder) { }
    }

    private void Read(
        SafeFolder folder,
        RepoPath path,
        IgnoreRules rules,
        bool trackedOnly,
        CancellationToken cancellationToken
    )
    {
        if (!trackedOnly)
            rules = rules.With(path, ReadRules(folder));
        foreach (var name in folder.Names())
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (++_entries > MaxEntries)
                throw new RefusedException(
                    Refusal.OverLimit,
                    $"The worktree holds more than {MaxEntries:N0} files and folders. Have git ignore what is generated, or delete it."
                );
            if (!IsLeftOut(path, name) && folder.Stamp(name) is { } stamp)
                Take(folder, path.Then(name), stamp, rules, trackedOnly);
        }
    }

    /// <summary>A setting of somebody's programs in a spelling that only other file systems take for it is nothing that a commit brings in.</summary>
    private bool IsLeftOut(RepoPath folder, string name) =>
        name.Equals(".git", StringComparison.OrdinalIgnoreCase)
        || (
            folder.IsRoot
            && ProtectedPaths.Disguises(name)
            && !tracked.ContainsKey(folder.Then(name))
            && !_trackedFolders.Contains(folder.Then(name))
        );

    private void Take(SafeFolder folder, RepoPath path, FileStamp stamp, IgnoreRules rules, bool trackedOnly)
    {
        if (path.Raw.Length > MaxPathBytes)
            throw new RefusedException(
                Refusal.OverLimit,
                $"The worktree holds a path of more than {MaxPathBytes} bytes, below {path.ToString()[..80]}…. Delete it or have git ignore it."
            );
        if (stamp.IsFolder)
        {
            if (tracked.TryGetValue(path, out var entry) && entry.Mode == TreeEntry.Submodule)
                return;
            var ignored = trackedOnly || rules.Ignores(path, isFolder: true);
            if (!ignored || _trackedFolders.Contains(path))
                _folders.Push((path, rules, ignored));
        }
        else if (stamp.IsFile || stamp.IsLink)
        {
            var known = tracked.TryGetValue(path, out var entry);
            if (known ? entry.Mode != TreeEntry.Submodule : !trackedOnly && !rules.Ignores(path, isFolder: false))
                Record(folder, path, stamp);
        }
    }

    private void Record(SafeFolder folder, RepoPath path, FileStamp stamp)
    {
        if (cache.Find(path, stamp) is { } known)
        {
            _found[path] = known;
            return;
        }
        var content = stamp.IsLink ? HashLink(folder, path) : HashFile(folder, path, ref stamp);
        if (content is null)
            return;
        _found[path] = new TreeEntry(stamp.TreeMode, content);
        cache.Keep(path, stamp, _found[path]);
    }

    private string? HashLink(SafeFolder folder, RepoPath path) =>
        folder.ReadLink(path.Name) is { } target ? hash.OfBlob(target) : null;

    private string? HashFile(SafeFolder folder, RepoPath path, ref FileStamp stamp)
    {
        using var content = FileContent.Open(folder, path);
        if (content is null)
            return null;
        stamp = content.Stamp;
        return hash.OfBlob(content);
    }

    private static byte[] ReadRules(SafeFolder folder)
    {
        using var file = folder.Stamp(".gitignore") is { IsFile: true, Size: > 0 and <= IgnoreRules.MaxBytes }
            ? folder.OpenFile(".gitignore")
            : null;
        if (file is null)
            return [];
        var bytes = new byte[Math.Min((long)file.Stamp.Size, IgnoreRules.MaxBytes)];
        var length = RandomAccess.Read(file.Handle, bytes, 0);
        return bytes[..length];
    }
}
