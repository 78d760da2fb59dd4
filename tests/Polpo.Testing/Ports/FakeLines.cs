using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Polpo.Core.Git;

namespace Polpo.Testing.Ports;

/// <summary>How commits of a <see cref="FakeGit"/> come together: file by file, against what both have in common.</summary>
public sealed class FakeLines(ConcurrentDictionary<string, SortedDictionary<string, string>> commits)
{
    private readonly ConcurrentDictionary<string, string[]> _parents = new(StringComparer.Ordinal);
    private readonly Dictionary<string, CommitId> _tips = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();

    public void Note(string commit, params string[] parents) => _parents[commit] = parents;

    public CommitId? Tip(string line)
    {
        lock (_lock)
            return _tips.TryGetValue(line, out var tip) ? tip : null;
    }

    /// <summary>All that were joined on the line, by their files.</summary>
    public IReadOnlyDictionary<string, string> FilesOf(CommitId commit) => commits[commit.Hash];

    public Combined Join(string line, CommitId start, CommitId commit)
    {
        lock (_lock)
        {
            var joined = Combine(_tips.TryGetValue(line, out var tip) ? tip : start, commit);
            if (joined.Conflicts.Count == 0)
                _tips[line] = joined.Commit;
            return joined;
        }
    }

    public Combined Combine(CommitId ours, CommitId theirs)
    {
        var (left, right) = (Ancestors(ours.Hash), Ancestors(theirs.Hash));
        if (left.Contains(theirs.Hash))
            return new Combined(ours, []);
        if (right.Contains(ours.Hash))
            return new Combined(theirs, []);
        var common = commits[left.First(right.Contains)];
        var (files, conflicts) = (new SortedDictionary<string, string>(), new List<string>());
        foreach (var path in commits[ours.Hash].Keys.Union(commits[theirs.Hash].Keys))
        {
            var (was, own, other) = (
                Text(common, path),
                Text(commits[ours.Hash], path),
                Text(commits[theirs.Hash], path)
            );
            var text =
                own == was ? other
                : other == was || other == own ? own
                : null;
            if (text is null && own != other)
            {
                conflicts.Add(path);
                text = $"<<<<<<<\n{own}\n=======\n{other}\n>>>>>>>\n";
            }
            if (text is not null)
                files[path] = text;
        }
        var hash = Convert.ToHexStringLower(SHA1.HashData(Encoding.UTF8.GetBytes($"{ours}{theirs}")));
        commits[hash] = files;
        Note(hash, ours.Hash, theirs.Hash);
        return new Combined(new CommitId(hash), conflicts);
    }

    /// <summary>The commit first, then those before it, the nearest first.</summary>
    private List<string> Ancestors(string commit)
    {
        var found = new List<string> { commit };
        for (var next = 0; next < found.Count; next++)
            found.AddRange(_parents.GetValueOrDefault(found[next], []).Except(found));
        return found;
    }

    private static string? Text(SortedDictionary<string, string> files, string path) => files.GetValueOrDefault(path);
}
