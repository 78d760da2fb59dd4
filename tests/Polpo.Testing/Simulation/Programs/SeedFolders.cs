using System.Globalization;

namespace Polpo.Testing.Simulation.Programs;

/// <summary>Where seeds live: in memory where the machine has such a place, named after the process that started them, so that nobody's is left.</summary>
internal static class SeedFolders
{
    private const string Prefix = "polpo-sim-";

    private static readonly string Root = Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath();
    private static int _made;

    /// <summary>Not made yet.</summary>
    public static string Next() =>
        Path.Combine(
            Root,
            string.Create(
                CultureInfo.InvariantCulture,
                $"{Prefix}{Environment.ProcessId}-{Interlocked.Increment(ref _made)}"
            )
        );

    /// <summary>What lives in it may write into it meanwhile: until it is gone, then.</summary>
    public static void Remove(string folder)
    {
        for (var tries = 0; tries < 1000 && Directory.Exists(folder); tries++)
        {
            try
            {
                Directory.Delete(folder, recursive: true);
            }
            catch (IOException)
            {
                Thread.Yield();
            }
        }
    }

    /// <summary>Those of processes that were killed before they could remove them.</summary>
    public static void RemoveLeft()
    {
        foreach (var folder in Directory.EnumerateDirectories(Root, Prefix + "*"))
            if (Owner(folder) is { } owner && !Directory.Exists($"/proc/{owner}"))
                Remove(folder);
    }

    private static int? Owner(string folder) =>
        int.TryParse(
            Path.GetFileName(folder)[Prefix.Length..].Split('-')[0],
            NumberStyles.None,
            CultureInfo.InvariantCulture,
            out var owner
        )
            ? owner
            : null;
}
