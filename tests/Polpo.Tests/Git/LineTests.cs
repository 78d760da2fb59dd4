using Polpo.Core.Git;
using Polpo.Engine.Kernel;
using Shouldly;
using Xunit;
using static Polpo.Tests.Git.GitWorld;

namespace Polpo.Tests.Git;

/// <summary>Results of several sessions that come together in the mirror, without a worktree.</summary>
public sealed class LineTests : IDisposable
{
    private const string Line = "missions/mrun_1";

    private readonly GitWorld _world = new();

    public void Dispose() => _world.Dispose();

    [Fact]
    public async Task A_line_has_what_joined_it_and_the_persons_clone_is_left_alone()
    {
        var (a, b) = (await Made(("a.txt", "a\n")), await Made(("b.txt", "b\n")));
        (await _world.Git.TipAsync(_world.Workspace, Line, Token)).ShouldBeNull();

        (await JoinAsync(a)).Commit.ShouldBe(a);
        var both = await JoinAsync(b);

        both.Conflicts.ShouldBeEmpty();
        _world.Files(both.Commit).ShouldBe([".gitignore", "a.txt", "b.txt", "readme.txt"]);
        (await _world.Git.TipAsync(_world.Workspace, Line, Token)).ShouldBe(both.Commit);
        Run(_world.Clone, "for-each-ref").Split('\n').Length.ShouldBe(1);
    }

    [Fact]
    public async Task Joining_once_more_changes_nothing()
    {
        var (a, b) = (await Made(("a.txt", "a\n")), await Made(("b.txt", "b\n")));
        await JoinAsync(a);
        var tip = (await JoinAsync(b)).Commit;

        (await JoinAsync(a)).Commit.ShouldBe(tip);
        (await JoinAsync(b)).Commit.ShouldBe(tip);
    }

    [Fact]
    public async Task What_a_line_starts_from_it_has_before_anything_has_joined()
    {
        var a = await Made(("a.txt", "a\n"));
        (await JoinAsync(_world.Head())).Conflicts.ShouldBeEmpty();
        (await _world.Git.TipAsync(_world.Workspace, Line, Token)).ShouldBeNull();
        await JoinAsync(a);

        (await JoinAsync(_world.Head())).Conflicts.ShouldBeEmpty();
        (await _world.Git.TipAsync(_world.Workspace, Line, Token)).ShouldBe(a);
    }

    [Fact]
    public async Task In_conflict_the_line_stays_and_the_answer_has_both_texts_and_both_parents()
    {
        var (a, b) = (await Made(("readme.txt", "from a\n")), await Made(("readme.txt", "from b\n"), ("b.txt", "b\n")));
        await JoinAsync(a);

        var joined = await JoinAsync(b);

        joined.Conflicts.ShouldBe(["readme.txt"]);
        (await _world.Git.TipAsync(_world.Workspace, Line, Token)).ShouldBe(a);
        var text = _world.Show(joined.Commit, "readme.txt");
        text.ShouldContain("<<<<<<<");
        text.ShouldContain("from a");
        text.ShouldContain("from b");
        Run(_world.MirrorPath, "log", "-1", "--format=%P", joined.Commit.Hash).ShouldBe($"{a} {b}");
    }

    [Fact]
    public async Task What_was_resolved_upon_both_joins()
    {
        var (a, b) = (await Made(("readme.txt", "from a\n")), await Made(("readme.txt", "from b\n")));
        await JoinAsync(a);
        var conflict = (await JoinAsync(b)).Commit;
        var worktree = await _world.Git.CheckOutAsync(_world.Workspace, "ses_fix", conflict, Token);
        WriteAt(worktree.Path, "readme.txt", "from a and b\n");
        var resolved = await _world.Git.CheckpointAsync(worktree, conflict, Info, Token);

        (await JoinAsync(resolved)).Conflicts.ShouldBeEmpty();

        _world
            .Show((await _world.Git.TipAsync(_world.Workspace, Line, Token))!.Value, "readme.txt")
            .ShouldBe("from a and b");
    }

    [Fact]
    public async Task All_that_join_at_once_are_in()
    {
        var made = new List<CommitId>();
        for (var number = 0; number < 8; number++)
            made.Add(await Made(($"{number}.txt", "x\n")));

        await Task.WhenAll(made.Select(JoinAsync));

        var tip = await _world.Git.TipAsync(_world.Workspace, Line, Token);
        _world.Files(tip!.Value).Count.ShouldBe(10);
    }

    [Theory]
    [InlineData("../heads/main")]
    [InlineData("a b")]
    [InlineData("-x")]
    [InlineData("")]
    public async Task A_name_that_is_no_lines_name_reaches_no_git(string line)
    {
        await Made(("a.txt", "a\n"));
        await Should.ThrowAsync<ArgumentException>(() => _world.Git.TipAsync(_world.Workspace, line, Token));
    }

    [Fact]
    public async Task A_name_that_is_no_commit_is_refused()
    {
        var a = await Made(("a.txt", "a\n"));
        await Should.ThrowAsync<RefusedException>(() =>
            _world.Git.CombineAsync(_world.Workspace, a, new CommitId("--output=x"), Info, Token)
        );
    }

    private Task<CommitId> Made(params (string, string)[] files) => _world.SessionCommitAsync(files);

    private Task<Combined> JoinAsync(CommitId commit) =>
        _world.Git.JoinAsync(GitWorld.Owner, _world.Workspace, Line, _world.Head(), commit, Info, Token);
}
