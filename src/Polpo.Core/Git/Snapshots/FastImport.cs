using System.Text;
using Polpo.Engine.Kernel;

namespace Polpo.Core.Git.Snapshots;

/// <summary>
/// Writes what changed as one commit in the language of <c>git fast-import</c>. Git is given bytes and never a path to read: no filter, no
/// attribute and no configuration of the worktree has a say.
/// </summary>
internal sealed class FastImport(string root, string reference, CommitId parent, string header)
{
    private readonly List<(RepoPath Path, string Line)> _changes = [];
    private int _marks;

    public void Write(
        IReadOnlyDictionary<RepoPath, TreeEntry> before,
        IReadOnlyDictionary<RepoPath, TreeEntry> after,
        Stream stream,
        CancellationToken cancellationToken
    )
    {
        using var top = SafeFolder.OpenRoot(root);
        foreach (
            var (path, entry) in after.Where(pair => !before.TryGetValue(pair.Key, out var old) || old != pair.Value)
        )
        {
            cancellationToken.ThrowIfCancellationRequested();
            WriteBlob(top, path, entry, stream);
        }
        Print(stream, $"commit {reference}\nmark :{++_marks}\n{header}from {parent}\n");
        foreach (var path in before.Keys.Where(path => !after.ContainsKey(path)))
            Print(stream, $"D {Quote(path)}\n");
        foreach (var (path, line) in _changes)
            Print(stream, $"{line} {Quote(path)}\n");
        Print(stream, "\ndone\n");
    }

    /// <summary>The mark of the commit in the file of marks: the last.</summary>
    public string CommitMark => $":{_marks} ";

    private void WriteBlob(SafeFolder top, RepoPath path, TreeEntry entry, Stream stream)
    {
        using var folder = path.Folder.IsRoot ? null : top.Open(path.Folder);
        var place = path.Folder.IsRoot ? top : folder;
        if (place is null)
            throw Moved(path);
        if (entry.Mode == TreeEntry.Link)
        {
            var target = place.ReadLink(path.Name) ?? throw Moved(path);
            Begin(stream, target.Length, path, entry);
            stream.Write(target);
        }
        else
        {
            using var content = FileContent.Open(place, path) ?? throw Moved(path);
            Begin(stream, content.Length, path, entry);
            content.Read(part => stream.Write(part.Span));
        }
        Print(stream, "\n");
    }

    private void Begin(Stream stream, long length, RepoPath path, TreeEntry entry)
    {
        Print(stream, $"blob\nmark :{++_marks}\ndata {length}\n");
        _changes.Add((path, $"M {entry.Mode} :{_marks}"));
    }

    private static RefusedException Moved(RepoPath path) =>
        new(
            Refusal.Conflict,
            $"{path} of the worktree was replaced while it was being recorded. Stop what writes it and try again."
        );

    private static void Print(Stream stream, string raw) => stream.Write(Encoding.Latin1.GetBytes(raw));

    private static string Quote(RepoPath path)
    {
        var quoted = new StringBuilder("\"");
        foreach (var character in path.Raw)
        {
            if (character is '"' or '\\')
                quoted.Append('\\').Append(character);
            else if (character < ' ')
                quoted.Append('\\').Append(Convert.ToString(character, 8).PadLeft(3, '0'));
            else
                quoted.Append(character);
        }
        return quoted.Append('"').ToString();
    }
}
