using System.Text;
using Polpo.Core.Git.Snapshots;

namespace Polpo.Core.Git.Ignoring;

/// <summary>The <c>.gitignore</c> rules that hold in a folder: its own file's, then those of the folders above. Read by us, so that no git looks into a sandbox's files.</summary>
internal sealed class IgnoreRules
{
    /// <summary>A larger file is taken as having no rules.</summary>
    public const int MaxBytes = 1 << 20;

    public static readonly IgnoreRules None = new(null, RepoPath.Root, []);

    private readonly IgnoreRules? _above;
    private readonly RepoPath _folder;
    private readonly IReadOnlyList<IgnorePattern> _patterns;

    private IgnoreRules(IgnoreRules? above, RepoPath folder, IReadOnlyList<IgnorePattern> patterns)
    {
        _above = above;
        _folder = folder;
        _patterns = patterns;
    }

    /// <summary>The rules below this folder, with those of its own <c>.gitignore</c>.</summary>
    public IgnoreRules With(RepoPath folder, ReadOnlySpan<byte> file)
    {
        var text = Encoding.Latin1.GetString(file.StartsWith((byte[])[0xEF, 0xBB, 0xBF]) ? file[3..] : file);
        var patterns = text.Split('\n').Select(IgnorePattern.Parse).OfType<IgnorePattern>().Reverse().ToList();
        return patterns.Count == 0 ? this : new IgnoreRules(this, folder, patterns);
    }

    /// <summary>Whether the last rule that names the path leaves it out. What lies in a folder that is left out is never asked for.</summary>
    public bool Ignores(RepoPath path, bool isFolder)
    {
        for (var rules = this; rules is not null; rules = rules._above)
        {
            var relative = rules._folder.IsRoot ? path.Raw : path.Raw[(rules._folder.Raw.Length + 1)..];
            foreach (var pattern in rules._patterns)
            {
                if (pattern.Matches(relative, path.Name, isFolder))
                    return !pattern.Negated;
            }
        }
        return false;
    }
}

/// <summary>One line of a <c>.gitignore</c>.</summary>
internal sealed record IgnorePattern(Wildcard Wildcard, bool Negated, bool FolderOnly, bool ByName)
{
    public bool Matches(string path, string name, bool isFolder) =>
        (isFolder || !FolderOnly) && Wildcard.Matches(ByName ? name : path);

    /// <summary>Null for an empty line and a comment.</summary>
    public static IgnorePattern? Parse(string line)
    {
        if (line.EndsWith('\r'))
            line = line[..^1];
        line = TrimSpaces(line);
        if (line.Length == 0 || line[0] == '#')
            return null;
        var negated = line[0] == '!';
        if (negated)
            line = line[1..];
        var folderOnly = line.EndsWith('/');
        if (folderOnly)
            line = line[..^1];
        if (line.Length == 0)
            return null;
        var byName = !line.Contains('/');
        if (line[0] == '/')
            line = line[1..];
        return new IgnorePattern(new Wildcard(line, slashesMatter: !byName), negated, folderOnly, byName);
    }

    /// <summary>Drops the spaces at the end, but not one behind a backslash.</summary>
    private static string TrimSpaces(string line)
    {
        var keep = 0;
        for (var i = 0; i < line.Length; i++)
        {
            if (line[i] == '\\')
                keep = Math.Min(++i + 1, line.Length);
            else if (line[i] != ' ')
                keep = i + 1;
        }
        return line[..keep];
    }
}
