using System.Security.Cryptography;
using Polpo.Core.Environments.Finding;
using Polpo.Core.Environments.Layers;
using Polpo.Core.Git;
using Polpo.Core.Workspaces;
using Polpo.Engine.Kernel;
using Shouldly;
using Xunit;

namespace Polpo.Tests.Environments;

/// <summary>After a restart a worktree is prepared while its session lives on, and changes under our hands what we look at.</summary>
public sealed class LivingSessionTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("polpo-living-").FullName;

    private string Worktree => At("worktree");

    private string Secret => At("secret");

    public LivingSessionTests()
    {
        Directory.CreateDirectory(Path.Combine(Worktree, "src", "deep"));
        Directory.CreateDirectory(Secret);
        File.WriteAllText(Path.Combine(Worktree, "src", "deep", "file.txt"), "ours");
        File.WriteAllText(Path.Combine(Secret, "file.txt"), "secret");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_copy_has_files_links_and_modes()
    {
        File.SetUnixFileMode(Path.Combine(Worktree, "src", "deep", "file.txt"), (UnixFileMode)0x1ed);
        File.CreateSymbolicLink(Path.Combine(Worktree, "link"), "/etc/passwd");
        Directory.CreateDirectory(Path.Combine(Worktree, ".git"));
        File.WriteAllText(Path.Combine(Worktree, ".git", "HEAD"), "ref: x");

        var before = WorktreeCopy.Make(Worktree, At("copy"));

        File.ReadAllText(At("copy/src/deep/file.txt")).ShouldBe("ours");
        ((int)File.GetUnixFileMode(At("copy/src/deep/file.txt"))).ShouldBe(0x1ed);
        new FileInfo(At("copy/link")).LinkTarget.ShouldBe("/etc/passwd");
        File.ReadAllText(At("copy/.git/HEAD")).ShouldBe("ref: x");
        before.ShouldBe(["src/", "src/deep/", "src/deep/file.txt", "link", ".git/HEAD"], ignoreOrder: true);
    }

    /// <summary>The folder is a link now and then: whatever is copied, the secret never is.</summary>
    [Fact]
    public async Task A_folder_that_keeps_turning_into_a_link_leads_no_copy_out()
    {
        using var swapper = Swapper.Start(Path.Combine(Worktree, "src", "deep"), Secret);
        for (var round = 0; round < 300 || swapper.IsFresh; round++)
        {
            WorktreeCopy.Make(Worktree, At($"copy{round}"));
            var copied = At($"copy{round}/src/deep");
            if (new DirectoryInfo(copied) is { Exists: true, LinkTarget: null })
                Directory.EnumerateFiles(copied).Select(File.ReadAllText).ShouldAllBe(text => text == "ours");
        }
        await swapper.StopAsync();
    }

    [Fact]
    public async Task A_folder_that_keeps_turning_into_a_link_leads_no_look_out()
    {
        using var swapper = Swapper.Start(Path.Combine(Worktree, "src", "deep"), Secret);
        var tree = new Tree(Worktree);
        var ours = Convert.ToHexString(SHA256.HashData("ours"u8));
        for (var round = 0; round < 2000 || swapper.IsFresh; round++)
        {
            tree.Text("src/deep/file.txt").ShouldBeOneOf("ours", "");
            // Renamed while it is listed, the folder may be met under both of its names.
            tree.All()
                .Where(entry => entry.Path.EndsWith("file.txt", StringComparison.Ordinal) && entry.Content != "empty")
                .ShouldAllBe(entry => entry.Content.EndsWith(ours, StringComparison.Ordinal));
        }
        await swapper.StopAsync();
    }

    /// <summary>Made by root where a link happened to lead, it would be the host's.</summary>
    [Fact]
    public async Task A_file_of_the_layer_is_put_nowhere_but_into_the_worktree()
    {
        File.WriteAllText(At("made"), "from the layer");
        using var swapper = Swapper.Start(Path.Combine(Worktree, "src", "deep"), Secret);
        for (var round = 0; round < 3000 || swapper.IsFresh; round++)
            WorktreeFile.Put(At("made"), Worktree, $"src/deep/new{round}");
        await swapper.StopAsync();

        Directory.EnumerateFiles(Secret).Select(Path.GetFileName).ShouldBe(["file.txt"]);
    }

    [Fact]
    public void A_file_of_the_layer_replaces_nothing_and_keeps_its_mode()
    {
        File.WriteAllText(At("made"), "from the layer");
        File.SetUnixFileMode(At("made"), (UnixFileMode)0x1ed);
        File.CreateSymbolicLink(Path.Combine(Worktree, "hanging"), Path.Combine(Secret, "new"));
        foreach (var path in new[] { "src/deep/file.txt", "hanging", "absent/new", "new" })
            WorktreeFile.Put(At("made"), Worktree, path);

        File.ReadAllText(Path.Combine(Worktree, "src", "deep", "file.txt")).ShouldBe("ours");
        File.Exists(Path.Combine(Secret, "new")).ShouldBeFalse();
        Directory.Exists(Path.Combine(Worktree, "absent")).ShouldBeFalse();
        File.ReadAllText(Path.Combine(Worktree, "new")).ShouldBe("from the layer");
        ((int)File.GetUnixFileMode(Path.Combine(Worktree, "new"))).ShouldBe(0x1ed);
    }

    /// <summary>Else it would be laid over the sources of every later session and check.</summary>
    [Fact]
    public void What_is_taken_out_of_the_worktree_meanwhile_is_not_passed_off_as_added()
    {
        var before = WorktreeCopy.Make(Worktree, At("copy"));
        Directory.Delete(Path.Combine(Worktree, "src"), recursive: true);
        Directory.CreateDirectory(At("copy/deps"));
        File.WriteAllText(At("copy/src/made.txt"), "");

        var (folders, files) = Addition.Move(before, At("copy"), At("layer"));

        folders.ShouldBe(["deps"]);
        files.ShouldBe(["src/made.txt"]);
    }

    [Fact]
    public void A_file_that_a_setup_made_a_folder_of_is_not_laid_over()
    {
        File.WriteAllText(Path.Combine(Worktree, "tool"), "");
        var before = WorktreeCopy.Make(Worktree, At("copy"));
        File.Delete(At("copy/tool"));
        Directory.CreateDirectory(At("copy/tool/inner"));

        Addition.Move(before, At("copy"), At("layer")).Folders.ShouldBeEmpty();
    }

    [Fact]
    public void A_worktree_that_changed_before_the_copy_builds_no_layer_of_another_key()
    {
        var worktree = new Worktree(
            "one",
            Id<Workspace>.New(TimeProvider.System),
            Worktree,
            "",
            "",
            new CommitId(new string('0', 40))
        );
        var order = new BuildOrder(
            "key of before",
            "ws_1",
            worktree,
            new Recipe("x", [], [], []),
            tree => tree.Text("src/deep/file.txt")
        );

        Should
            .Throw<RefusedException>(() => order.RequireSame(new Tree(Worktree)))
            .Message.ShouldContain("changed while its environment was being prepared");
        (order with { Key = "ours" }).RequireSame(new Tree(Worktree));
    }

    [Fact]
    public void Pipes_stop_nobody_and_depth_has_an_end()
    {
        System.Diagnostics.Process.Start("mkfifo", Path.Combine(Worktree, "package.json")).WaitForExit();
        new Tree(Worktree).Has("package.json").ShouldBeFalse();
        new Tree(Worktree).All().Single(entry => entry.Path == "package.json").Content.ShouldBe("empty");
        WorktreeCopy.Make(Worktree, At("copy"));
        Path.Exists(At("copy/package.json")).ShouldBeFalse();

        Directory.CreateDirectory(Path.Combine(Worktree, string.Join('/', Enumerable.Repeat("d", 200))));
        Should
            .Throw<RefusedException>(() => WorktreeCopy.Make(Worktree, At("deep")))
            .Refusal.ShouldBe(Refusal.OverLimit);
    }

    private string At(string path) => Path.Combine(_folder, path);
}
