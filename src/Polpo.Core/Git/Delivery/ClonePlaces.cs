namespace Polpo.Core.Git.Delivery;

/// <summary>Where git keeps some things of a clone. Looked at as files, as a delivery has no time for a process for each question.</summary>
/// <param name="Rebases">The files that say which branch a rebase is about.</param>
/// <param name="Heads">The folder with a file for each branch.</param>
internal sealed record ClonePlaces(IReadOnlyList<string> Rebases, string Heads)
{
    private const string Merge = "rebase-merge/head-name";
    private const string Apply = "rebase-apply/head-name";
    private const string Branches = "refs/heads";

    /// <summary>What <c>git rev-parse</c> is asked; something else has to be asked after them.</summary>
    public static IReadOnlyList<string> Questions =>
        ["--path-format=absolute", "--git-path", Merge, "--git-path", Apply, "--git-path", Branches];

    /// <summary>Its answers, and what comes after them. A path may hold line breaks: each ends as we asked for it.</summary>
    public static (ClonePlaces Places, string After)? Read(string answer)
    {
        var merge = End(answer, Merge, answer.IndexOf(Merge + "\n", StringComparison.Ordinal));
        var apply = merge < 0 ? -1 : End(answer, Apply, answer.IndexOf(Apply + "\n", merge, StringComparison.Ordinal));
        var heads =
            apply < 0 ? -1 : End(answer, Branches, answer.IndexOf(Branches + "\n", apply, StringComparison.Ordinal));
        return heads < 0
            ? null
            : (
                new ClonePlaces([answer[..merge], answer[(merge + 1)..apply]], answer[(apply + 1)..heads]),
                answer[(heads + 1)..]
            );
    }

    /// <summary>Whether git should be asked: the branch's file says so, is a link, or is kept in a way that is not looked into here.</summary>
    public bool MayBeSymbolic(string branch)
    {
        if (!Directory.Exists(Heads))
            return true;
        var file = new FileInfo(Path.Combine(Heads, branch));
        if (file.LinkTarget is not null)
            return true;
        if (!file.Exists)
            return false;
        using var stream = file.OpenRead();
        Span<byte> start = stackalloc byte[4];
        return stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) == start.Length
            && start.SequenceEqual("ref:"u8);
    }

    private static int End(string answer, string name, int start) => start < 0 ? -1 : start + name.Length;
}
