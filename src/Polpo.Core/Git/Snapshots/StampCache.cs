using System.Text;
using Polpo.Core.Git.Running;

namespace Polpo.Core.Git.Snapshots;

/// <summary>
/// What each file's content was when its stamp was taken, so that the next look reads only what changed. Kept outside of the worktree.
/// A file that changed at about the time of the look is not remembered: it could change again within the clock's grain.
/// </summary>
internal sealed class StampCache
{
    private const int Version = 1;
    private const long Grain = 100_000_000;

    private readonly Dictionary<RepoPath, (FileStamp Stamp, TreeEntry Entry)> _old;
    private readonly Dictionary<RepoPath, (FileStamp Stamp, TreeEntry Entry)> _new = [];
    private readonly string _file;
    private readonly long _youngest;
    private bool _changed;

    private StampCache(string file, long youngest, Dictionary<RepoPath, (FileStamp, TreeEntry)> old)
    {
        _file = file;
        _youngest = youngest;
        _old = old;
    }

    /// <summary>Opens the cache in our git folder of a worktree; <paramref name="trusted"/> false looks at every byte again.</summary>
    public static StampCache Open(string gitFolder, bool trusted)
    {
        var file = Path.Combine(gitFolder, "stamps");
        var probe = Path.Combine(gitFolder, "look");
        File.WriteAllBytes(probe, []);
        var now =
            Libc.statx(-100, [.. Encoding.UTF8.GetBytes(probe), 0], 0, Libc.BasicStats, out var stat) == 0
                ? FileStamp.Of(stat).Changed
                : 0;
        return new StampCache(file, now - Grain, trusted ? Load(file) : []);
    }

    public TreeEntry? Find(RepoPath path, FileStamp stamp)
    {
        if (!_old.TryGetValue(path, out var known) || known.Stamp != stamp)
            return null;
        _new[path] = known;
        return known.Entry;
    }

    public void Keep(RepoPath path, FileStamp stamp, TreeEntry entry)
    {
        if (stamp.Changed >= _youngest)
            return;
        _new[path] = (stamp, entry);
        _changed = true;
    }

    public void Save()
    {
        if (!_changed && _new.Count == _old.Count)
            return;
        var staged = $"{_file}.{Environment.CurrentManagedThreadId}";
        using (var writer = new BinaryWriter(File.Create(staged)))
        {
            writer.Write(Version);
            writer.Write(_new.Count);
            foreach (var (path, (stamp, entry)) in _new)
                Write(writer, path, stamp, entry);
        }
        File.Move(staged, _file, overwrite: true);
    }

    private static void Write(BinaryWriter writer, RepoPath path, FileStamp stamp, TreeEntry entry)
    {
        writer.Write(path.Raw);
        writer.Write(stamp.Mode);
        writer.Write(stamp.Device);
        writer.Write(stamp.Inode);
        writer.Write(stamp.Size);
        writer.Write(stamp.Modified);
        writer.Write(stamp.Changed);
        writer.Write(entry.Mode);
        writer.Write(entry.Object);
    }

    private static Dictionary<RepoPath, (FileStamp, TreeEntry)> Load(string file)
    {
        var entries = new Dictionary<RepoPath, (FileStamp, TreeEntry)>();
        try
        {
            using var reader = new BinaryReader(File.OpenRead(file));
            if (reader.ReadInt32() != Version)
                return [];
            for (var left = reader.ReadInt32(); left > 0; left--)
            {
                var path = new RepoPath(reader.ReadString());
                var stamp = new FileStamp(
                    reader.ReadUInt16(),
                    reader.ReadUInt64(),
                    reader.ReadUInt64(),
                    reader.ReadUInt64(),
                    reader.ReadInt64(),
                    reader.ReadInt64()
                );
                entries[path] = (stamp, new TreeEntry(reader.ReadString(), reader.ReadString()));
            }
            return entries;
        }
        catch (IOException)
        {
            // None yet, or one that was cut off: everything is looked at again.
            return [];
        }
    }
}
