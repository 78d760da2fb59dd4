using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Polpo.Core.Git.Running;
using Polpo.Core.Git.Worktrees;
using Polpo.Engine.Kernel;

namespace Polpo.Core.Git;

/// <summary>Once a day: deletes what has waited long enough in the trash, and packs the mirrors. Nothing of a mirror is ever pruned.</summary>
internal sealed partial class GitMaintenance(
    GitFolders folders,
    Trash trash,
    GitExecutor git,
    TimeProvider time,
    ILogger<GitMaintenance> log
) : BackgroundService
{
    private static readonly TimeSpan AfterStart = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Every = TimeSpan.FromDays(1);
    private static readonly TimeSpan PackLimit = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Delay(AfterStart, time, stoppingToken);
        using var timer = new PeriodicTimer(Every, time);
        do
        {
            await RunAsync(stoppingToken);
        } while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await TryAsync("empty the trash", () => trash.EmptyAsync(cancellationToken));
        foreach (var mirror in folders.Mirrors())
            await TryAsync($"pack {mirror}", () => PackAsync(mirror, cancellationToken));
    }

    /// <summary>Half-written packs and crash reports that a git left which was killed; nothing younger than a day, which may be in use.</summary>
    private void DeleteRemains(string mirror)
    {
        var old = time.GetUtcNow().UtcDateTime - Every;
        var packs = Path.Combine(mirror, "objects", "pack");
        var remains = Directory
            .EnumerateFiles(mirror, "fast_import_crash_*")
            .Concat(Directory.Exists(packs) ? Directory.EnumerateFiles(packs, "tmp_*") : []);
        foreach (var file in remains.Where(file => File.GetLastWriteTimeUtc(file) < old).ToList())
            File.Delete(file);
    }

    private async Task PackAsync(string mirror, CancellationToken cancellationToken)
    {
        DeleteRemains(mirror);
        string[][] commands =
        [
            ["pack-refs", "--all"],
            ["repack", "--quiet", "-d", "--geometric=2", "-l"],
        ];
        foreach (var arguments in commands)
            await git.RunAsync(
                $"pack {mirror}",
                new GitCommand(arguments)
                {
                    GitFolder = mirror,
                    Queue = mirror,
                    TimeLimit = PackLimit,
                },
                cancellationToken
            );
    }

    /// <summary>What goes wrong here harms no session; it is logged, and tried again tomorrow.</summary>
    private async Task TryAsync(string aim, Func<Task> act)
    {
        try
        {
            await act();
        }
        catch (Exception error) when (error is RefusedException or IOException or UnauthorizedAccessException)
        {
            LogFailed(log, aim, error.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Git maintenance could not {Aim}: {Reason}")]
    private static partial void LogFailed(ILogger logger, string aim, string reason);
}
