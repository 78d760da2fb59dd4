using System.Globalization;

namespace Polpo.Runner.Linux.Spawning;

/// <summary>
/// Children that have come into a sandbox and whose numbers never reached us, since the process that was to tell them was ended just
/// then. Until they have been waited for, the kernel keeps the sandbox's process namespace, and closing the sandbox would not end.
/// </summary>
internal static class Strays
{
    private static readonly ReaderWriterLockSlim _coming = new();
    private static readonly int _ownLevels = Levels(Environment.ProcessId);

    /// <summary>Begins a child whose number is still to be told; no such child is a stray until <see cref="Came"/>.</summary>
    public static void Comes() => _coming.EnterReadLock();

    /// <summary>On the thread that said that it comes.</summary>
    public static void Came() => _coming.ExitReadLock();

    /// <summary>Ends each of them, and takes note of their ends.</summary>
    /// <returns>How many were found.</returns>
    public static int Adopt()
    {
        _coming.EnterWriteLock();
        try
        {
            var found = 0;
            foreach (var folder in Directory.EnumerateDirectories("/proc"))
                if (
                    int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var id)
                    && IsOne(id)
                    && !Reaper.Knows(id)
                )
                    found += TryAdopt(id) ? 1 : 0;
            return found;
        }
        finally
        {
            _coming.ExitWriteLock();
        }
    }

    private static bool TryAdopt(int id)
    {
        try
        {
            using var child = Child.Of(id, IsOne);
            if (child is not null)
                Native.Signal(child.Handle, Native.SigKill);
            return child is not null;
        }
        catch (IOException)
        {
            // It has been waited for meanwhile.
            return false;
        }
    }

    /// <summary>A child of ours in a process namespace below ours.</summary>
    private static bool IsOne(int id) => Field(id, "PPid:") == Own && Levels(id) > _ownLevels;

    private static string Own { get; } = Environment.ProcessId.ToString(CultureInfo.InvariantCulture);

    private static int Levels(int id) => Field(id, "NSpid:").Split('\t').Length;

    private static string Field(int id, string name)
    {
        try
        {
            return File.ReadLines($"/proc/{id}/status")
                    .FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal))
                    ?[name.Length..].Trim()
                ?? "";
        }
        catch (IOException)
        {
            return "";
        }
    }
}
