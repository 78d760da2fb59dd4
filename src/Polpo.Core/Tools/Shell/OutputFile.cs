using System.Text;
using Polpo.Core.Tools.Files;
using Polpo.Engine.Kernel;

namespace Polpo.Core.Tools.Shell;

/// <summary>Long output in a file of the worktree, where the agent can look at all of it. git ignores the folder, and the oldest files make room.</summary>
internal static class OutputFile
{
    public const string Folder = ".polpo-output";

    private const int MostFiles = 10;

    /// <returns>The path from the working directory; null when the agent's folders have no place for it.</returns>
    public static async Task<string?> WriteAsync(
        ToolContext context,
        string output,
        CancellationToken cancellationToken
    )
    {
        try
        {
            using var root = SafeRoot.Of(context);
            var folder = root.Starts[0] / Folder;
            var path = folder / $"{context.CallId}.txt";
            await FillAsync(root, folder / ".gitignore", "*\n", cancellationToken);
            await FillAsync(root, path, output, cancellationToken);
            Prune(root, folder);
            return path.Text;
        }
        catch (RefusedException)
        {
            // The agent made something else of the place: it has the end of the output, and the page has all of it.
            return null;
        }
    }

    private static async Task FillAsync(SafeRoot root, SafePath path, string text, CancellationToken cancellationToken)
    {
        using var slot = root.OpenSlot(path);
        var bytes = Encoding.UTF8.GetBytes(text);
        await slot.ReplaceAsync(stream => stream.WriteAsync(bytes, cancellationToken).AsTask());
    }

    private static void Prune(SafeRoot root, SafePath path)
    {
        using var folder = root.OpenFolder(path);
        var files = FolderListing
            .Read(folder)
            .Where(entry =>
                entry is { Kind: FileKind.File, Readable: true }
                && entry.Name.EndsWith(".txt", StringComparison.Ordinal)
            )
            .Select(entry => (entry.Name, Libc.Stat(folder, entry.Name)?.Modified))
            .OrderByDescending(file => file.Modified)
            .Skip(MostFiles);
        foreach (var (name, _) in files)
            Libc.Unlink(folder, name);
    }
}
