using System.Diagnostics;
using Polpo.Testing.Shipped;

namespace Polpo.Benchmarks.Measuring;

/// <summary>What the machine itself takes for the steps that Polpo is made of, in the same run: nobody on it can be faster.</summary>
internal sealed class Floors(ShippedPolpo place)
{
    public const string Bubblewrap = "bwrap true";
    public const string Worktree = "git worktree add";
    public const string LargeWorktree = "git worktree add, 50,000 files";
    public const string Commit = "SQLite commit";

    private int _worktrees;

    public async Task<IReadOnlyList<Figure>> MeasureAsync(Clone small, CancellationToken cancellationToken) =>
        [
            Of("exec true", await Clock.ManyAsync(50, () => RunAsync(["true"], cancellationToken))),
            Of(Bubblewrap, await Clock.ManyAsync(50, () => RunAsync(InBubblewrap, cancellationToken))),
            Of(Commit, Commits()),
            await WorktreesAsync(Worktree, small, 20, cancellationToken),
        ];

    public async Task<Figure> WorktreesAsync(string name, Clone clone, int runs, CancellationToken cancellationToken) =>
        Of(
            name,
            await Clock.ManyAsync(
                runs,
                () =>
                    RunAsync(
                        ["git", "-C", clone.Path, "worktree", "add", "-q", "--detach", NewFolder()],
                        cancellationToken
                    )
            )
        );

    private static string[] InBubblewrap =>
        ["bwrap", "--ro-bind", "/", "/", "--dev", "/dev", "--proc", "/proc", "--unshare-all", "true"];

    private string NewFolder() => Path.Combine(place.Folder, $"floor-{_worktrees++}");

    private List<TimeSpan> Commits()
    {
        using var database = new SqliteFloor(Path.Combine(place.Folder, "floor.db"));
        var times = new List<TimeSpan>();
        for (var run = 0; run < 200; run++)
        {
            var start = Clock.Now;
            database.Commit();
            times.Add(Clock.Since(start));
        }
        return times;
    }

    private static async Task RunAsync(string[] command, CancellationToken cancellationToken)
    {
        using var process = Process.Start(new ProcessStartInfo(command[0], command[1..]))!; // null only with UseShellExecute
        await process.WaitForExitAsync(cancellationToken);
        WrongResultException.Unless(
            process.ExitCode == 0,
            $"{string.Join(' ', command)} ended with {process.ExitCode}."
        );
    }

    private static Figure Of(string name, IEnumerable<TimeSpan> times) => Figure.Of(name, Bar.None, times);
}
