namespace Polpo.Core.Assessment;

/// <summary>Looks for files in a checkout. A path that leaves it, or goes through a link that does, is not there.</summary>
internal static class CheckoutFiles
{
    private const int Depth = 4;
    private static readonly string[] Skipped = [".git", "node_modules"];

    public static bool Exists(string checkout, string path)
    {
        var full = Path.GetFullPath(Path.Combine(checkout, path.TrimStart('/')));
        if (path.Length == 0 || !full.StartsWith(checkout + "/", StringComparison.Ordinal))
            return false;
        for (var part = full; part.Length > checkout.Length; part = Path.GetDirectoryName(part)!)
        {
            if (new FileInfo(part).LinkTarget is not null)
                return false;
        }
        return Path.Exists(full);
    }

    /// <summary>Where a file of that name is, at most four folders deep; null when it is nowhere.</summary>
    public static string? Elsewhere(string checkout, string name) =>
        Search(new DirectoryInfo(checkout), name, Depth) is { } found ? Path.GetRelativePath(checkout, found) : null;

    private static string? Search(DirectoryInfo folder, string name, int depth)
    {
        var here = folder.EnumerateFiles().FirstOrDefault(file => file.Name == name && file.LinkTarget is null);
        if (here is not null || depth == 0)
            return here?.FullName;
        return folder
            .EnumerateDirectories()
            .Where(child => child.LinkTarget is null && !Skipped.Contains(child.Name))
            .Select(child => Search(child, name, depth - 1))
            .FirstOrDefault(found => found is not null);
    }
}
