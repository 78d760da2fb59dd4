using Polpo.Core.Sandboxes;

namespace Polpo.Tests.Sandboxes.Limits;

/// <summary>What takes more than it was given is stopped, the command says why, and the sandbox and its neighbours work on.</summary>
public abstract class LimitTests(Rung rung)
{
    private static readonly SandboxLimits _small = new()
    {
        MemoryBytes = 96L << 20,
        Cpus = 0.1,
        Processes = 50,
    };

    [Fact]
    public async Task A_memory_bomb_is_ended_and_told_of()
    {
        await using var lab = new SandboxLab(rung);
        var sandbox = await lab.OpenAsync(lab.Spec() with { Limits = _small });
        var neighbour = await lab.OpenAsync(lab.Spec("ses_2", worktree: lab.Worktree("two")));

        var result = await lab.RunAsync(sandbox, "python3 -c 'x = bytearray(400 << 20); print(len(x))'");

        result.ExitCode.ShouldBe(137);
        result.LimitsHit.ShouldBe(
            "Memory ran out: the limit is 96 MB, files in /tmp included, and 1 process was ended for it. Use less at a time, or let a person raise settings.limits.memory in .polpo/polpo.json."
        );
        (await lab.RunAsync(neighbour, "echo fine")).Output.ShouldBe("fine\n");
        var next = await lab.RunAsync(sandbox, "echo fine");
        (next.Output, next.LimitsHit).ShouldBe(("fine\n", ""));
    }

    [Fact]
    public async Task A_fork_bomb_is_bounded_told_of_and_ended_at_the_time_limit()
    {
        await using var lab = new SandboxLab(rung);
        var sandbox = await lab.OpenAsync(lab.Spec() with { Limits = _small });
        var neighbour = await lab.OpenAsync(lab.Spec("ses_2", worktree: lab.Worktree("two")));

        var bomb = lab.RunAsync(sandbox, "f() { f | f & }; f; sleep 60", 2);
        (await lab.RunAsync(neighbour, "for i in 1 2 3 4 5; do echo $i; done")).Output.ShouldBe("1\n2\n3\n4\n5\n");
        var result = await bomb;

        result.TimedOut.ShouldBeTrue();
        result.LimitsHit.ShouldContain("There were too many processes: the limit is 50, and ");
        result.LimitsHit.ShouldContain("settings.limits.processes");
        (await lab.RunAsync(sandbox, "ps ax --no-headers | wc -l; echo fine")).Output.ShouldEndWith("fine\n");
    }

    [Fact]
    public async Task What_wants_more_processor_than_it_was_given_is_held_back_and_told_so()
    {
        await using var lab = new SandboxLab(rung);
        var sandbox = await lab.OpenAsync(lab.Spec() with { Limits = _small });

        var result = await lab.RunAsync(sandbox, "while :; do :; done", 4);

        result.TimedOut.ShouldBeTrue();
        result.LimitsHit.ShouldBe(
            "It wanted more processor than the limit of 0.1 and was held back. Give it more time, or let a person raise settings.limits.cpus in .polpo/polpo.json."
        );
    }

    [Fact]
    public async Task What_hides_from_its_parent_and_from_signals_ends_with_its_command()
    {
        await using var lab = new SandboxLab(rung);
        var sandbox = await lab.OpenAsync(lab.Spec() with { Limits = _small });

        var result = await lab.RunAsync(
            sandbox,
            "trap '' TERM HUP INT; (setsid sh -c \"trap '' TERM HUP INT; (setsid sh -c 'trap \\\"\\\" TERM; sleep 6161' &) ; sleep 6162\" &); sleep 6163",
            1
        );

        result.TimedOut.ShouldBeTrue();
        (await lab.RunAsync(sandbox, "ps ax")).Output.ShouldNotContain("sleep 616");
    }

    [Fact]
    public async Task A_workspace_cannot_take_more_than_the_installation_gives()
    {
        await using var lab = new SandboxLab(rung, new SandboxOptions { Bounds = new SandboxBounds(96L << 20, 1, 50) });
        var sandbox = await lab.OpenAsync(lab.Spec() with { Limits = new() { MemoryBytes = 8L << 30 } });

        var result = await lab.RunAsync(sandbox, "python3 -c 'x = bytearray(400 << 20); print(len(x))'");

        result.ExitCode.ShouldBe(137);
        result.LimitsHit.ShouldContain("raise POLPO_SANDBOX_MEMORY where Polpo is started");
    }
}

public sealed class BubblewrapLimitTests() : LimitTests(Rung.Bubblewrap);

public sealed class PlainLimitTests() : LimitTests(Rung.None);
