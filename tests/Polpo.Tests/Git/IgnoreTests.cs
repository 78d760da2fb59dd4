using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Polpo.Core.Git;
using Polpo.Core.Git.Ignoring;
using Polpo.Core.Git.Snapshots;
using Shouldly;
using Xunit;

namespace Polpo.Tests.Git;

/// <summary>Our reading of <c>.gitignore</c> against git's own.</summary>
public sealed class IgnoreTests : IDisposable
{
    private readonly GitWorld _world = new();

    public void Dispose() => _world.Dispose();

    [Theory]
    [InlineData("*.log", "a.log", true)]
    [InlineData("*.log", "d/a.log", true)]
    [InlineData("/out", "d/out", false)]
    [InlineData("d/out", "x/d/out", false)]
    [InlineData("**/out", "x/d/out", true)]
    [InlineData("d/**", "d/x/y", true)]
    [InlineData("d/**", "d", false)]
    [InlineData("a/**/b", "a/b", true)]
    [InlineData("a/**/b", "a/x/y/b", true)]
    [InlineData("a/*/b", "a/x/y/b", false)]
    [InlineData("*.log\n!keep.log", "keep.log", false)]
    [InlineData("# no", "# no", false)]
    [InlineData(@"\# yes", "# yes", true)]
    [InlineData(@"\!yes", "!yes", true)]
    [InlineData("space ", "space", true)]
    [InlineData(@"space\ ", "space ", true)]
    [InlineData("dos\r", "dos", true)]
    [InlineData("[a-c]x", "bx", true)]
    [InlineData("[!a-c]x", "bx", false)]
    [InlineData("[^a-c]x", "dx", true)]
    [InlineData("[]]x", "]x", true)]
    [InlineData("[[:digit:]]x", "7x", true)]
    [InlineData("[a", "[a", false)]
    [InlineData("dir/", "dir", false)]
    [InlineData("a\\", "a\\", false)]
    public void A_path_is_ignored_as_git_says(string rules, string path, bool ignored) =>
        IgnoreRules
            .None.With(RepoPath.Root, Encoding.UTF8.GetBytes(rules))
            .Ignores(RepoPath.Of(Encoding.UTF8.GetBytes(path)), isFolder: false)
            .ShouldBe(ignored);

    [Fact]
    public void Rules_of_a_folder_win_over_those_above()
    {
        var rules = IgnoreRules.None.With(RepoPath.Root, "*.txt\n"u8).With(new RepoPath("d"), "!a.txt\n/b\n"u8);
        rules.Ignores(new RepoPath("d/a.txt"), isFolder: false).ShouldBeFalse();
        rules.Ignores(new RepoPath("d/c.txt"), isFolder: false).ShouldBeTrue();
        rules.Ignores(new RepoPath("d/b"), isFolder: true).ShouldBeTrue();
        rules.Ignores(new RepoPath("d/e/b"), isFolder: true).ShouldBeFalse();
    }

    /// <summary>Hundreds of made-up rules over one tree: what we would record is what <c>git ls-files</c> would.</summary>
    [Fact]
    public void Made_up_rules_leave_out_what_gits_own_would()
    {
        foreach (var folder in (string[])["", "a/", "b/", "a/b/", "a/b/a/", "ab/", "b/.x/"])
        {
            foreach (var file in (string[])["a", "b1", "ab.c", "c", "B", "-", "]"])
            {
                if (
                    !Directory.Exists(Path.Combine(_world.Clone, folder + file))
                    && !(file == "a" && folder is "" or "a/b/")
                )
                    _world.Write(folder + file, "x");
            }
        }
        var letters = Gen.Elements(
            "a",
            "b",
            "ab",
            "c",
            "*",
            "**",
            "?",
            "/",
            "/",
            "[ab]",
            "[!a]",
            "[a-b]",
            "1",
            ".",
            "\\a",
            "\\",
            "!",
            "-",
            "]",
            "[",
            "**/",
            "/**",
            " "
        );
        var rule = letters.NonEmptyListOf().Select(parts => string.Concat(parts.Take(5)));
        var files = rule.ListOf(3).Sample(150);
        foreach (var rules in files)
        {
            _world.Write(".gitignore", string.Join('\n', rules) + "\n");
            var theirs = GitWorld
                .Lines(GitWorld.Run(_world.Clone, "ls-files", "--others", "--exclude-standard"))
                .Append(".gitignore")
                .Append("readme.txt")
                .Distinct();
            var ours = new WorktreeScan(
                _world.Clone,
                new Dictionary<RepoPath, TreeEntry>
                {
                    [new("readme.txt")] = new(TreeEntry.File, ""),
                    [new(".gitignore")] = new(TreeEntry.File, ""),
                },
                StampCache.Open(_world.Home.Folder("look"), trusted: false),
                ObjectHash.Like(_world.Head())
            ).Run(GitWorld.Token);
            ours.Keys.Select(path => path.ToString())
                .ShouldBe(theirs, ignoreOrder: true, customMessage: string.Join(" | ", rules));
        }
    }
}
