using System.Diagnostics;
using System.Globalization;
using Polpo.Runner.Sandboxes;

namespace Polpo.Runner.Limits.Disk;

/// <summary>
/// What was written below some folders since an instant: files whose change time, which nobody without rights can set, is not
/// older; and files that have no name any more but are still open.
/// </summary>
/// <param name="processes">The processes that may hold such files.</param>
internal sealed class Written(IReadOnlyList<string> folders, DateTimeOffset since, Func<IEnumerable<int>> processes)
{
    private const int BlockBytes = 512;

    /// <summary>Room on the file system of the first folder.</summary>
    public long Free() => new DriveInfo(folders[0]).AvailableFreeSpace;

    /// <summary>Counts no further than to just above <paramref name="enough"/>.</summary>
    public async Task<long> MeasureAsync(long enough, CancellationToken cancellationToken)
    {
        var bytes = Nameless.Bytes(processes());
        // find, because it follows no link that is put in its way meanwhile.
        var start = Launch.With(
            "/",
            [
                "nice",
                "-n",
                "5",
                "find",
                "-P",
                .. folders,
                "-xdev",
                "-newerct",
                string.Create(CultureInfo.InvariantCulture, $"@{since.ToUnixTimeMilliseconds() / 1000.0:F3}"),
                "-printf",
                "%n %i %b\\n",
            ]
        );
        start.RedirectStandardInput = false;
        using var process = Process.Start(start)!;
        // What cannot be read is not counted, and must not fill the pipe.
        var errors = process.StandardError.ReadToEndAsync(cancellationToken);
        try
        {
            HashSet<string> seen = [];
            while (bytes <= enough && await process.StandardOutput.ReadLineAsync(cancellationToken) is { } line)
                bytes += Bytes(line, seen);
            return bytes;
        }
        finally
        {
            process.Kill();
            await process.WaitForExitAsync(CancellationToken.None);
            _ = errors;
        }
    }

    /// <summary>A file of several names takes its room once.</summary>
    private static long Bytes(string line, HashSet<string> seen)
    {
        if (line.Split(' ') is not [var names, var number, var blocks] || (names != "1" && !seen.Add(number)))
            return 0;
        return long.Parse(blocks, CultureInfo.InvariantCulture) * BlockBytes;
    }
}
