using System.Diagnostics;
using System.Globalization;
using Polpo.Core.Git.Running;
using Polpo.Core.Workspaces;
using Polpo.Engine.Kernel;

namespace Polpo.Core.Git.Worktrees;

/// <summary>Where removed worktrees wait for 7 days. Only what our own marker says to be ours is moved here, and only what lies here is deleted.</summary>
internal sealed class Trash(GitFolders folders, TimeProvider time)
{
    public static readonly TimeSpan Kept = TimeSpan.FromDays(7);

    private const string DateFormat = "yyyyMMdd";

    /// <summary>Moves a worktree and our folder of it away. One that is gone already is no mistake.</summary>
    /// <exception cref="RefusedException">The marker is missing or names another worktree.</exception>
    /// <returns>Whether there was anything to remove.</returns>
    public bool Take(Id<Workspace> workspace, string id)
    {
        var (worktree, gitFolder) = (folders.Worktree(id), folders.GitFolder(id));
        if (!Path.Exists(worktree) && !Path.Exists(gitFolder))
            return false;
        var marker = Marker.Read(gitFolder);
        if (marker is null && Path.Exists(worktree))
            throw new RefusedException(
                Refusal.Conflict,
                $"{worktree} is not a worktree that Polpo made, so it stays. Delete it by hand if nobody needs it."
            );
        marker?.MustBe(workspace, id);
        var place = Place(id);
        // The worktree first: if the second move does not happen, the marker is still there for the next try.
        if (Directory.Exists(worktree) && new DirectoryInfo(worktree).LinkTarget is null)
            Directory.Move(worktree, Path.Combine(place, "worktree"));
        Directory.Move(gitFolder, Path.Combine(place, "git"));
        return true;
    }

    /// <summary>Deletes what has waited long enough.</summary>
    public async Task EmptyAsync(CancellationToken cancellationToken)
    {
        var today = time.GetUtcNow().UtcDateTime.Date;
        foreach (var place in Directory.EnumerateDirectories(folders.Trash))
        {
            var name = Path.GetFileName(place);
            var dated = DateTime.TryParseExact(
                name.Split('-')[0],
                DateFormat,
                CultureInfo.InvariantCulture,
                DateTimeStyles.None,
                out var date
            );
            if (dated && today - date > Kept)
                await DeleteAsync(place, cancellationToken);
        }
    }

    /// <summary>Deletes a folder with all that is in it, names that are not UTF-8 too, following no link.</summary>
    public static async Task DeleteAsync(string folder, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(GitProgram.Remove, ["-rf", "--one-file-system", "--", folder])
        {
            UseShellExecute = false,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var said = await process.StandardError.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        if (process.ExitCode != 0)
            throw new RefusedException(
                Refusal.Unavailable,
                $"{folder} could not be deleted: {said.Trim()}. Delete it by hand."
            );
    }

    private string Place(string id)
    {
        var name = $"{time.GetUtcNow().ToString(DateFormat, CultureInfo.InvariantCulture)}-{id}";
        var place = Path.Combine(folders.Trash, name);
        for (var again = 2; Path.Exists(place); again++)
            place = Path.Combine(folders.Trash, $"{name}-{again}");
        return Directory.CreateDirectory(place).FullName;
    }
}
