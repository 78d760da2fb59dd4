using System.Text;
using Polpo.Core.Environments.Finding;
using Polpo.Engine.Kernel;

namespace Polpo.Core.Environments.Layers;

/// <summary>
/// A copy of a worktree for a setup to work on, and the list of what it holds. Later nothing asks the worktree again: a session that
/// lives on could have taken things out of it, to have them passed off as added by the setup.
/// </summary>
internal static class WorktreeCopy
{
    private const long MostBytes = 20L << 30;
    private const int Chunk = 128 << 10;

    /// <summary>Links are copied as links; pipes, sockets and devices are left out.</summary>
    /// <returns>The paths of all that was copied; those of folders end with a slash.</returns>
    /// <exception cref="RefusedException">It is too large to be copied.</exception>
    public static IReadOnlySet<string> Make(string from, string to)
    {
        Directory.CreateDirectory(to, File.GetUnixFileMode(from));
        var paths = new HashSet<string>(StringComparer.Ordinal);
        var bytes = 0L;
        // Setups ask git things: its own folder, which the walk leaves out, is copied by a walk of its own.
        foreach (var (prefix, start) in new[] { ("", from), (".git", Path.Combine(from, ".git")) })
        {
            if (prefix.Length > 0 && new DirectoryInfo(start) is not { Exists: true, LinkTarget: null })
                continue;
            foreach (var entry in TreeWalk.Below(start, TreeWalk.MostLevels, _ => true))
            {
                var path = prefix.Length == 0 ? entry.Path : $"{prefix}/{entry.Path}";
                bytes += Copy(entry, Path.Combine(to, path));
                paths.Add(entry.Stamp.IsFolder ? path + '/' : path);
                if (bytes > MostBytes)
                    throw new RefusedException(
                        Refusal.OverLimit,
                        $"The worktree holds more than {MostBytes >> 30} GB, too much to build an environment beside it."
                    );
            }
        }
        return paths;
    }

    private static long Copy(TreeEntryOnDisk entry, string target)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        if (entry.Stamp.IsFolder)
            Directory.CreateDirectory(target, Mode(entry));
        else if (entry.Stamp.IsLink && entry.Folder.ReadLink(entry.RawName) is { } link)
            File.CreateSymbolicLink(target, Encoding.UTF8.GetString(link));
        else if (entry.Stamp.IsFile)
            return CopyFile(entry, target);
        return 0;
    }

    private static long CopyFile(TreeEntryOnDisk entry, string target)
    {
        using var source = entry.Folder.OpenFile(entry.RawName);
        if (source is null)
            return 0;
        if (source.Stamp.Size > MostBytes)
            return MostBytes + 1;
        using var made = File.OpenHandle(target, FileMode.CreateNew, FileAccess.Write, FileShare.None);
        var buffer = new byte[Chunk];
        var done = 0L;
        for (int read; (read = RandomAccess.Read(source.Handle, buffer, done)) > 0 && done <= MostBytes; done += read)
            RandomAccess.Write(made, buffer.AsSpan(0, read), done);
        File.SetUnixFileMode(made, Mode(entry));
        return done;
    }

    /// <summary>What its owner could do to it, without the bits that would give a program another's rights.</summary>
    private static UnixFileMode Mode(TreeEntryOnDisk entry) => (UnixFileMode)(entry.Stamp.Mode & 0x1ff);
}
