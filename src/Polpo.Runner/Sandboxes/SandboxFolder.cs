using System.Diagnostics;
using Polpo.Runner.Linux;

namespace Polpo.Runner.Sandboxes;

/// <summary>Removes what stood for a sandbox on disk, whatever has been done to it inside.</summary>
internal static class SandboxFolder
{
    /// <exception cref="IOException">Something is mounted there that cannot be taken away: to delete would be to delete what is mounted.</exception>
    public static void Remove(string folder)
    {
        if (!Directory.Exists(folder))
            return;
        foreach (var mount in MountsBelow(folder, File.ReadLines("/proc/self/mountinfo")).Reverse())
            Mounts.Detach(mount);
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (UnauthorizedAccessException)
        {
            // A command without a user of its own may have locked its folders against us, who are the same user.
            Unlock(folder);
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>In the order in which they were mounted.</summary>
    internal static IEnumerable<string> MountsBelow(string folder, IEnumerable<string> mountInfo) =>
        mountInfo
            .Select(line => Plain(line.Split(' ')[4]))
            .Where(place => place == folder || place.StartsWith(folder + "/", StringComparison.Ordinal))
            .ToList();

    /// <summary>The kernel writes blanks and backslashes as octal numbers.</summary>
    private static string Plain(string place) =>
        place
            .Replace("\\040", " ", StringComparison.Ordinal)
            .Replace("\\011", "\t", StringComparison.Ordinal)
            .Replace("\\012", "\n", StringComparison.Ordinal)
            .Replace("\\134", "\\", StringComparison.Ordinal);

    private static void Unlock(string folder)
    {
        // Follows no link below the folder.
        using var chmod = Process.Start("chmod", ["-R", "u+rwX", "--", folder]);
        chmod.WaitForExit();
    }
}
