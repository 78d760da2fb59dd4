using Polpo.Core.Sandboxes;

namespace Polpo.Tests.Sandboxes.Conformance;

/// <summary>A sealed environment is laid over worktree and home, and stays as it is whatever is done to it.</summary>
public abstract class LayerTests(Rung rung)
{
    [Fact]
    public async Task What_it_holds_is_there_and_what_is_changed_stays_in_the_sandbox()
    {
        await using var lab = new SandboxLab(rung);
        var layer = Layer(lab);
        var sandbox = await lab.OpenAsync(lab.Spec() with { Layer = layer });

        var result = await lab.RunAsync(
            sandbox,
            "cat node_modules/one ~/.tool; echo changed > node_modules/one; echo new > ~/.tool; rm -f ~/.other; cat node_modules/one ~/.tool"
        );

        result.Output.ShouldBe("one\ntool\nchanged\nnew\n");
        var next = await lab.OpenAsync(lab.Spec("ses_2", worktree: lab.Worktree("two")) with { Layer = layer });
        (await lab.RunAsync(next, "cat node_modules/one ~/.tool ~/.other")).Output.ShouldBe("one\ntool\nother\n");
    }

    [Fact]
    public async Task A_link_in_the_worktree_leads_it_nowhere()
    {
        await using var lab = new SandboxLab(rung);
        var outside = Directory.CreateDirectory(Path.Combine(lab.Home.Root, "outside")).FullName;
        File.CreateSymbolicLink(Path.Combine(lab.Worktree(), "node_modules"), outside);
        File.CreateSymbolicLink(Path.Combine(lab.Worktree(), "up"), outside);
        var sandbox = await lab.OpenAsync(
            lab.Spec() with
            {
                Layer = Layer(lab) with { WorktreePaths = ["node_modules", "up/node_modules"] },
            }
        );

        await lab.RunAsync(sandbox, "echo x > node_modules/planted; echo x > up/planted");

        Directory.EnumerateFileSystemEntries(outside).ShouldBeEmpty();
    }

    private static EnvironmentLayer Layer(SandboxLab lab)
    {
        var folder = Path.Combine(lab.Home.Root, "layer");
        foreach (
            var (path, text) in new[]
            {
                ("worktree/node_modules/one", "one\n"),
                ("home/.tool", "tool\n"),
                ("home/.other", "other\n"),
            }
        )
        {
            var file = Path.Combine(folder, path);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, text);
            File.SetUnixFileMode(file, (UnixFileMode)0b110_110_110);
            File.SetUnixFileMode(Path.GetDirectoryName(file)!, (UnixFileMode)0b111_111_111);
        }
        return new EnvironmentLayer("key", folder, ["node_modules"]);
    }
}
