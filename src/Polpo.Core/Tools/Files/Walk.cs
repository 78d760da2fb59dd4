using Microsoft.Win32.SafeHandles;
using Polpo.Engine.Kernel;

namespace Polpo.Core.Tools.Files;

/// <summary>Goes through the files below a folder in path order, never through a link and never into git's own folder.</summary>
internal static class Walk
{
    /// <summary>Deeper trees are not entered: every level holds an open folder.</summary>
    private const int Deepest = 64;

    public static IEnumerable<SafePath> Files(SafeRoot root, SafePath start, CancellationToken cancellationToken)
    {
        if (root.Find(start) is not { } found)
            throw new RefusedException(
                Refusal.NotFound,
                $"There is no \"{start}\". Use ls or glob to see what there is."
            );
        if (found.Kind != FileKind.Folder)
            return [start];
        return Below(root.OpenFolder(start), start, 0, cancellationToken);
    }

    private static IEnumerable<SafePath> Below(
        SafeFileHandle folder,
        SafePath path,
        int depth,
        CancellationToken cancellationToken
    )
    {
        using (folder)
        {
            foreach (var entry in FolderListing.Read(folder))
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (!entry.Readable || entry.Name == ".git")
                    continue;
                if (entry.Kind == FileKind.File)
                    yield return path / entry.Name;
                else if (entry.Kind == FileKind.Folder && depth < Deepest)
                    foreach (var file in Inner(folder, path / entry.Name, depth + 1, cancellationToken))
                        yield return file;
            }
        }
    }

    private static IEnumerable<SafePath> Inner(
        SafeFileHandle above,
        SafePath path,
        int depth,
        CancellationToken cancellationToken
    ) =>
        // Null: it was removed, or swapped for a link, since it was listed.
        Libc.Open(above, path.Name, OpenFlags.Folder | OpenFlags.NoFollow)
            is { } folder
            ? Below(folder, path, depth, cancellationToken)
            : [];
}
