using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Polpo.Core.Workspaces;
using Polpo.Engine.Kernel;

namespace Polpo.Core.Git.Worktrees.Spares;

/// <summary>Keeps checkouts ready beside what people wait for: one at a time, at low priority, within the bounds of number and size.</summary>
internal sealed partial class SpareKeeper(
    GitFolders folders,
    SpareShelf shelf,
    CheckoutFill fill,
    SpareOptions options,
    ILogger<SpareKeeper> log
) : BackgroundService
{
    /// <summary>How large a spare of a workspace was last.</summary>
    private readonly Dictionary<string, long> _sizes = new(StringComparer.Ordinal);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await TryAsync(() => LoadAsync(stoppingToken));
        await foreach (var workspace in shelf.WishesAsync(stoppingToken))
            await TryAsync(() => KeepAsync(workspace, stoppingToken));
    }

    /// <summary>Finds what an earlier run left; what it did not finish, and what belongs to no workspace any more, is deleted.</summary>
    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        foreach (var folder in Directory.GetDirectories(folders.Spares).Order(StringComparer.Ordinal))
            if (Spare.Read(folder) is { } spare && Directory.Exists(folders.Mirror(spare.Workspace)))
                shelf.Put(spare);
            else
                await Trash.DeleteAsync(folder, cancellationToken);
        await BoundAsync(cancellationToken);
    }

    /// <summary>Brings a workspace's spares to the commit that its next session probably starts from, and to their number.</summary>
    public async Task KeepAsync(Id<Workspace> workspace, CancellationToken cancellationToken)
    {
        if (shelf.BaseOf(workspace) is { } commit)
        {
            foreach (var stale in Of(workspace).Where(spare => spare.Commit != commit))
                await RenewAsync(stale, commit, cancellationToken);
            while (Of(workspace).Count < options.PerWorkspace && HasRoomFor(workspace))
                await MakeAsync(workspace, commit, cancellationToken);
        }
        await BoundAsync(cancellationToken);
    }

    private IReadOnlyList<Spare> Of(Id<Workspace> workspace) =>
        [.. shelf.Ready.Where(spare => spare.Workspace == workspace)];

    private bool HasRoomFor(Id<Workspace> workspace) =>
        !DiskIsShort()
        && _sizes.GetValueOrDefault(workspace) + shelf.Ready.Sum(spare => spare.Bytes) <= options.MaxBytes;

    private bool DiskIsShort() => new DriveInfo(folders.Spares).AvailableFreeSpace < options.MinFreeBytes;

    private async Task MakeAsync(Id<Workspace> workspace, CommitId commit, CancellationToken cancellationToken)
    {
        var folder = NewFolder();
        using var making = shelf.Making(workspace);
        await WholeOrGoneAsync(
            folder,
            async () =>
            {
                var (tree, index) = (Spare.TreeIn(folder), Spare.IndexIn(folder));
                Directory.CreateDirectory(tree);
                await fill.WriteAsync(workspace, commit, tree, index, calmly: true, cancellationToken);
                return new Spare(folder, workspace, commit, Size(folder));
            }
        );
    }

    private async Task RenewAsync(Spare spare, CommitId commit, CancellationToken cancellationToken)
    {
        if (!shelf.Take(spare))
            return;
        spare.Unmark();
        // Another name: what was made ready for the old one, as an open sandbox, does not fit any more.
        var folder = NewFolder();
        Directory.Move(spare.Folder, folder);
        await WholeOrGoneAsync(
            folder,
            async () =>
            {
                var (tree, index) = (Spare.TreeIn(folder), Spare.IndexIn(folder));
                await fill.ChangeAsync(spare.Workspace, spare.Commit, commit, tree, index, cancellationToken);
                return spare with { Folder = folder, Commit = commit };
            }
        );
    }

    private string NewFolder() => Path.Combine(folders.Spares, Guid.CreateVersion7().ToString("N"));

    private async Task WholeOrGoneAsync(string folder, Func<Task<Spare>> make)
    {
        var whole = false;
        try
        {
            var spare = await make();
            spare.Write();
            _sizes[spare.Workspace] = spare.Bytes;
            shelf.Put(spare);
            whole = true;
        }
        finally
        {
            if (!whole)
                await Trash.DeleteAsync(folder, CancellationToken.None);
        }
    }

    private async Task BoundAsync(CancellationToken cancellationToken)
    {
        while (
            shelf.Ready is { Count: > 0 } ready
            && (ready.Count > options.Total || ready.Sum(spare => spare.Bytes) > options.MaxBytes || DiskIsShort())
        )
            if (shelf.Take(ready[0]))
                await Trash.DeleteAsync(ready[0].Folder, cancellationToken);
    }

    private static long Size(string folder) =>
        new DirectoryInfo(folder)
            .EnumerateFiles(
                "*",
                new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint }
            )
            .Sum(file => file.Length);

    /// <summary>What goes wrong here costs a later session some time, and nothing else; it is logged.</summary>
    private async Task TryAsync(Func<Task> act)
    {
        try
        {
            await act();
        }
        catch (Exception error) when (error is RefusedException or IOException or UnauthorizedAccessException)
        {
            LogFailed(log, error.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "No spare checkout could be made ready: {Reason}")]
    private static partial void LogFailed(ILogger logger, string reason);
}
