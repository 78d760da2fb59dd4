using Polpo.Core.Sandboxes;
using Polpo.Engine.Subjects.Holds;
using Polpo.Tests.Sandboxes.Conformance;

namespace Polpo.Tests.Sandboxes;

/// <summary>A frozen sandbox does nothing, loses nothing, and goes on.</summary>
public abstract class FreezeTests(Rung rung)
{
    private const string Counts = """
        echo going; i=0; while [ ! -e enough ]; do i=$((i+1)); echo $i > count.new; mv count.new count; done; echo "over"
        """;

    private static readonly Hold Everything = new("all", null, null);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_command_that_counts_stands_still_and_counts_on()
    {
        await using var lab = new SandboxLab(rung);
        var sandbox = await lab.OpenAsync();
        var other = await lab.OpenAsync(lab.Spec("ses_2", "ws_2", lab.Worktree("two")));
        var counting = await CountAsync(lab, sandbox);

        await lab.FreezeAsync(new Hold("one", "ws_1", null));
        var before = Counted(lab);
        // Time goes by: another sandbox gets work done.
        (await lab.RunAsync(other, "i=0; while [ $i -lt 100000 ]; do i=$((i+1)); done; echo $i")).Output.ShouldBe(
            "100000\n"
        );
        Counted(lab).ShouldBe(before);
        await lab.FreezeAsync();

        var late = lab.RunAsync(sandbox, "while [ \"$(cat count)\" = " + before + " ]; do :; done; echo moved");
        (await late).Output.ShouldBe("moved\n");
        await File.WriteAllTextAsync(Path.Combine(lab.Worktree(), "enough"), "", Token);
        var result = await counting;
        (result.ExitCode, result.Output, result.TimedOut).ShouldBe((0, "going\nover\n", false));
    }

    [Fact]
    public async Task A_command_that_comes_while_it_is_frozen_runs_once_it_goes_on()
    {
        await using var lab = new SandboxLab(rung);
        var sandbox = await lab.OpenAsync();
        await lab.RunAsync(sandbox, "true");
        await lab.FreezeAsync(Everything);

        var held = lab.RunAsync(sandbox, "echo ran >> runs; cat runs");
        var asked = lab.RunAsync(sandbox, "echo ran >> runs");
        await lab.FreezeAsync(Everything);
        File.Exists(Path.Combine(lab.Worktree(), "runs")).ShouldBeFalse();
        await lab.FreezeAsync();

        (await held).ExitCode.ShouldBe(0);
        (await asked).ExitCode.ShouldBe(0);
        (await File.ReadAllLinesAsync(Path.Combine(lab.Worktree(), "runs"), Token)).Length.ShouldBe(2);
    }

    [Fact]
    public async Task Only_what_is_named_is_frozen_and_also_what_is_opened_later()
    {
        await using var lab = new SandboxLab(rung);
        await lab.OpenAsync(lab.Spec("ses_0"));
        await lab.FreezeAsync(new Hold("hers", null, "ada"));
        var hers = await lab.OpenAsync(lab.Spec("ses_1", worktree: lab.Worktree("one")) with { Person = "ada" });
        var his = await lab.OpenAsync(lab.Spec("ses_2", worktree: lab.Worktree("two")) with { Person = "bob" });

        var held = lab.RunAsync(hers, "echo hers");

        (await lab.RunAsync(his, "echo his")).Output.ShouldBe("his\n");
        held.IsCompleted.ShouldBeFalse();
        await lab.FreezeAsync();
        (await held).Output.ShouldBe("hers\n");
    }

    [Fact]
    public async Task A_frozen_sandbox_can_be_closed_and_nothing_of_it_is_left()
    {
        await using var lab = new SandboxLab(rung);
        var sandbox = await lab.OpenAsync();
        var counting = CountAsync(lab, sandbox);
        await counting;
        await lab.FreezeAsync(Everything);

        await sandbox.CloseAsync(Token);

        (await lab.Sandboxes.ListAsync(Token)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_server_that_comes_anew_finds_it_frozen_and_has_it_go_on()
    {
        await using var lab = new SandboxLab(rung);
        var sandbox = await lab.OpenAsync();
        await CountAsync(lab, sandbox);
        await lab.FreezeAsync(Everything);

        await lab.RestartAsync();
        var before = Counted(lab);
        var again = await lab.OpenAsync();
        Counted(lab).ShouldBe(before);
        await lab.FreezeAsync();
        await File.WriteAllTextAsync(Path.Combine(lab.Worktree(), "enough"), "", Token);

        var result = await again.ExecAsync("count", Counts, TimeSpan.FromMinutes(5), 1000, null, Token);
        result.Output.ShouldBe("going\nover\n");
    }

    private static string Counted(SandboxLab lab) => File.ReadAllText(Path.Combine(lab.Worktree(), "count")).Trim();

    /// <returns>The run, once it counts.</returns>
    private static async Task<Task<ExecResult>> CountAsync(SandboxLab lab, ISandbox sandbox)
    {
        var run = sandbox.ExecAsync("count", Counts, TimeSpan.FromMinutes(5), 1000, null, Token);
        await lab.RunAsync(sandbox, "while [ ! -e count ]; do :; done");
        return run;
    }
}
