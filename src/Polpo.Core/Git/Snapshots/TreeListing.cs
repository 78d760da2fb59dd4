namespace Polpo.Core.Git.Snapshots;

/// <summary>Reads what <c>git ls-tree -r -z</c> writes: mode, kind, object, tab, path, zero.</summary>
internal static class TreeListing
{
    private const int ModeLength = 6;

    public static IReadOnlyDictionary<RepoPath, TreeEntry> Read(ReadOnlySpan<byte> listing)
    {
        var entries = new Dictionary<RepoPath, TreeEntry>();
        while (listing.IndexOf((byte)0) is var end and > 0)
        {
            var line = listing[..end];
            var tab = line.IndexOf((byte)'\t');
            var space = line[..tab].LastIndexOf((byte)' ');
            entries[RepoPath.Of(line[(tab + 1)..])] = new TreeEntry(
                RepoPath.Of(line[..ModeLength]).Raw,
                RepoPath.Of(line[(space + 1)..tab]).Raw
            );
            listing = listing[(end + 1)..];
        }
        return entries;
    }
}
