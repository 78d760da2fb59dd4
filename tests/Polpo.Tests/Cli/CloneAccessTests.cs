using Polpo.Cli.Workspaces;
using Shouldly;
using Xunit;

namespace Polpo.Tests.Cli;

public sealed class CloneAccessTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("polpo-access-").FullName;

    public CloneAccessTests() => Clone.Make(_folder);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_clone_of_ones_own_can_be_written() => CloneAccess.Unwritable(_folder, merges: true).ShouldBeNull();

    [Theory]
    [InlineData(".git/objects", false, ".git/objects")]
    [InlineData(".git/refs/heads", false, ".git/refs/heads")]
    [InlineData("", true, "")]
    [InlineData("", false, null)]
    public void What_git_would_have_to_write_is_named(string closed, bool merges, string? named) =>
        CloneAccess
            .Unwritable(_folder, merges, folder => folder != Path.Combine(_folder, closed).TrimEnd('/'))
            .ShouldBe(named is null ? null : Path.Combine(_folder, named).TrimEnd('/'));

    [Fact]
    public void A_linked_working_tree_writes_where_its_clone_is()
    {
        var linked = Path.Combine(_folder, "linked");
        var git = Path.Combine(_folder, ".git", "worktrees", "linked");
        Directory.CreateDirectory(git);
        Directory.CreateDirectory(linked);
        File.WriteAllText(Path.Combine(git, "commondir"), "../..\n");
        File.WriteAllText(Path.Combine(linked, ".git"), $"gitdir: {git}\n");
        var heads = Path.Combine(_folder, ".git", "refs", "heads");
        CloneAccess.Unwritable(linked, merges: false, folder => folder != heads).ShouldBe(heads);
    }
}
