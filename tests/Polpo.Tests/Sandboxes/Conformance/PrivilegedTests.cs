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
        var one = await lab.RunAsync(await lab.OpenAsync(lab.Spec("ses_1", "ws_1", lab.Worktree("one"))), "id -u");
        var two = await lab.RunAsync(await lab.OpenAsync(lab.Spec("ses_2", "ws_2", lab.Worktree("two"))), "id -u");
        var again = await lab.RunAsync(await lab.OpenAsync(lab.Spec("ses_3", "ws_1", lab.Worktree("three"))), "id -u");

        two.Output.ShouldNotBe(one.Output);
        again.Output.ShouldBe(one.Output);
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
