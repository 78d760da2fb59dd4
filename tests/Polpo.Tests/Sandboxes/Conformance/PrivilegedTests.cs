using System.Diagnostics;
using System.Globalization;
using Polpo.Core.Sandboxes;
using Shouldly;
using Xunit;

namespace Polpo.Tests.Sandboxes.Conformance;

/// <summary>What holds where the runner is root, besides everything else: users of their own and limits.</summary>
public abstract class PrivilegedTests(Rung rung)
{
    [Fact]
    public async Task Workspaces_have_different_users_and_one_workspace_always_the_same()
    {
        await using var lab = new SandboxLab(rung);
        var one = await OwnerAsync(lab, "ses_1", "ws_1");
        var two = await OwnerAsync(lab, "ses_2", "ws_2");
        var again = await OwnerAsync(lab, "ses_3", "ws_1");

        one.ShouldBeGreaterThan(600_100_000u, "ids below are handed out to people's own containers");
        two.ShouldBe(one + 65536);
        again.ShouldBe(one);
    }

    /// <summary>Who owns, outside, what a command has made.</summary>
    private static async Task<uint> OwnerAsync(SandboxLab lab, string id, string workspace)
    {
        var worktree = lab.Worktree(id);
        await lab.RunAsync(await lab.OpenAsync(lab.Spec(id, workspace, worktree)), "touch made");
        using var stat = Process.Start(
            new ProcessStartInfo("stat", ["-c", "%u", Path.Combine(worktree, "made")]) { RedirectStandardOutput = true }
        )!;
        return uint.Parse(await stat.StandardOutput.ReadToEndAsync(SandboxLab.Token), CultureInfo.InvariantCulture);
    }

    [Fact]
    public async Task A_fork_bomb_meets_its_limits_and_dies_at_its_time()
    {
        await using var lab = new SandboxLab(rung);
        var sandbox = await lab.OpenAsync(lab.Spec() with { Limits = new SandboxLimits { Processes = 64 } });

        var result = await lab.RunAsync(sandbox, "f() { f | f & }; f; sleep 100", 1);

        (result.ExitCode is 124 or 254 or 1).ShouldBeTrue();
        (await lab.RunAsync(sandbox, "kill -9 -1; echo over")).Output.ShouldContain("over");
    }

    [Fact]
    public async Task Too_much_memory_ends_the_command()
    {
        await using var lab = new SandboxLab(rung);
        var sandbox = await lab.OpenAsync(lab.Spec() with { Limits = new SandboxLimits { MemoryBytes = 64 << 20 } });

        var result = await lab.RunAsync(sandbox, "head -c 300000000 /dev/zero | tail -c 300000000 | wc -c");

        result.Output.ShouldNotStartWith("300000000\n");
        (await lab.RunAsync(sandbox, "echo after")).Output.ShouldBe("after\n");
    }
}
