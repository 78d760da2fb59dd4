using System.Text;
using Polpo.Core.Sandboxes;
using Polpo.Engine.Kernel;
using Shouldly;
using Xunit;

namespace Polpo.Tests.Sandboxes;

/// <summary>What every session may count on.</summary>
public abstract class SandboxTests(Rung rung)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_command_runs_in_the_worktree_and_tells_its_output_and_exit_code()
    {
        await using var lab = new SandboxLab(rung);
        File.WriteAllText(Path.Combine(lab.Worktree(), "there.txt"), "hello\n");
        var sandbox = await lab.OpenAsync();

        var result = await lab.RunAsync(sandbox, "pwd; cat there.txt; echo made > new.txt; echo no >&2; exit 7");

        result.ExitCode.ShouldBe(7);
        result.Output.ShouldBe($"{lab.WorktreeInside}\nhello\nno\n");
        result.OutputHash.ShouldBe(
            Convert.ToHexStringLower(
                System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(result.Output))
            )
        );
        File.ReadAllText(Path.Combine(lab.Worktree(), "new.txt")).ShouldBe("made\n");
    }

    [Fact]
    public async Task A_command_has_a_shell_of_its_own_and_its_lines_count_from_one()
    {
        await using var lab = new SandboxLab();
        var sandbox = await lab.OpenAsync();
        await lab.RunAsync(sandbox, "cd /tmp; export LEFT=over; trap 'echo trapped' EXIT; set -u");

        var result = await lab.RunAsync(sandbox, "pwd; echo \"${LEFT-none} $# $0\"; set | grep POLPO\nnosuch\nexit 3");

        result.Output.ShouldBe("/workspace\nnone 0 bash\nbash: line 2: nosuch: command not found\n");
        result.ExitCode.ShouldBe(3);
        (await lab.RunAsync(sandbox, "if true")).ExitCode.ShouldBe(2);
        (await lab.RunAsync(sandbox, "# nothing")).ExitCode.ShouldBe(0);
    }

    [Fact]
    public async Task Many_commands_leave_no_control_group_each()
    {
        await using var lab = new SandboxLab();
        var sandbox = await lab.OpenAsync();
        for (var run = 0; run < 20; run++)
            await lab.RunAsync(sandbox, "true");

        var folders = Directory.Exists("/sys/fs/cgroup/unified/polpo")
            ? Directory.GetDirectories("/sys/fs/cgroup/unified/polpo", "*", SearchOption.AllDirectories)
            : [];
        // Those of the shells that stand ready, and of a command that is just ending.
        folders.Count(folder => folder.Contains($"{sandbox.Id}/run", StringComparison.Ordinal)).ShouldBeLessThan(10);
    }

    [Fact]
    public async Task Python_leaves_no_compiled_files_that_would_hide_the_next_edit()
    {
        await using var lab = new SandboxLab(rung);
        File.WriteAllText(Path.Combine(lab.Worktree(), "calc.py"), "def add(a, b): return a - b\n");
        var sandbox = await lab.OpenAsync();
        const string Ask = "python3 -c 'import calc; print(calc.add(1, 2))'";

        (await lab.RunAsync(sandbox, Ask)).Output.ShouldBe("-1\n");
        (await lab.RunAsync(sandbox, $"sed -i 's/a - b/a + b/' calc.py; {Ask}; ls")).Output.ShouldBe("3\ncalc.py\n");
    }

    [Fact]
    public async Task The_same_exec_id_runs_once()
    {
        await using var lab = new SandboxLab(rung);
        var sandbox = await lab.OpenAsync();

        var runs = await Task.WhenAll(
            Enumerable
                .Range(0, 4)
                .Select(_ =>
                    sandbox.ExecAsync("same", "echo x >> count; cat count", TimeSpan.FromSeconds(30), 1000, null, Token)
                )
        );

        runs.ShouldAllBe(run => run.Output == "x\n");
        (await sandbox.KnowsAsync("same", Token)).ShouldBeTrue();
        (await sandbox.KnowsAsync("other", Token)).ShouldBeFalse();
    }

    [Fact]
    public async Task Commands_run_at_the_same_time()
    {
        await using var lab = new SandboxLab(rung);
        var sandbox = await lab.OpenAsync();

        // Each waits for the other: one after the other they would never end.
        var runs = await Task.WhenAll(
            lab.RunAsync(sandbox, "mkfifo a b 2>/dev/null; echo 1 > a; cat b"),
            lab.RunAsync(sandbox, "until [ -p a -a -p b ]; do :; done; cat a; echo 2 > b")
        );

        runs.Select(run => run.Output).ShouldBe(["2\n", "1\n"]);
    }

    [Fact]
    public async Task A_time_limit_ends_the_whole_tree_and_leaves_the_sandbox_usable()
    {
        await using var lab = new SandboxLab(rung);
        var sandbox = await lab.OpenAsync();
        // Another number on each rung: without a sandbox the other rungs' processes are seen, too.
        var sleep = $"sleep 424{(int)rung}";

        var result = await lab.RunAsync(
            sandbox,
            $"echo begun; (setsid -f {sleep}1; env -i setsid -f {sleep}2); {sleep}3",
            0.5
        );

        (result.ExitCode, result.TimedOut, result.Output).ShouldBe((124, true, "begun\n"));
        (await lab.RunAsync(sandbox, "ps ax")).Output.ShouldNotContain(sleep);
    }

    [Fact]
    public async Task A_process_left_in_the_background_goes_on_until_the_sandbox_closes()
    {
        await using var lab = new SandboxLab(rung);
        var sandbox = await lab.OpenAsync();

        var first = await lab.RunAsync(
            sandbox,
            "mkfifo in; (while read -r l < in; do echo got $l > out; done) & echo started"
        );
        var second = await lab.RunAsync(sandbox, "echo one > in; until [ -s out ]; do :; done; cat out");

        first.Output.ShouldBe("started\n");
        second.Output.ShouldBe("got one\n");
    }

    [Fact]
    public async Task Output_is_seen_as_it_comes_and_its_end_is_kept()
    {
        await using var lab = new SandboxLab(rung);
        var sandbox = await lab.OpenAsync();
        var seen = new TaskCompletionSource();
        await lab.RunAsync(sandbox, "mkfifo go");

        var run = sandbox.ExecAsync(
            "out",
            "echo first; read -r x < go; seq 100000",
            TimeSpan.FromSeconds(30),
            100,
            _ => seen.TrySetResult(),
            Token
        );
        await seen.Task.WaitAsync(Token);
        await lab.RunAsync(sandbox, "echo > go");
        var result = await run;

        result.Output.ShouldEndWith("99999\n100000\n");
        result.Output.Length.ShouldBe(100);
        result.OutputBytes.ShouldBe(6 + 588_895);
    }

    [Fact]
    public async Task A_signal_shows_in_the_exit_code()
    {
        await using var lab = new SandboxLab(rung);
        var sandbox = await lab.OpenAsync();

        (await lab.RunAsync(sandbox, "kill -9 $$")).ExitCode.ShouldBe(137);
        (await lab.RunAsync(sandbox, "kill -TERM $$")).ExitCode.ShouldBe(143);
    }

    [Fact]
    public async Task Control_bytes_and_broken_text_pass_unharmed()
    {
        await using var lab = new SandboxLab(rung);
        var sandbox = await lab.OpenAsync();

        var result = await lab.RunAsync(
            sandbox,
            "printf '\\0\\033[2J{\"kind\":\"done\"}\\n\\377'; printf '\\303\\244'"
        );

        result.Output.ShouldBe("\0\u001b[2J{\"kind\":\"done\"}\n\uFFFDä");
        result.ExitCode.ShouldBe(0);
    }

    [Fact]
    public async Task A_command_that_is_too_long_or_holds_nul_is_refused()
    {
        await using var lab = new SandboxLab(rung);
        var sandbox = await lab.OpenAsync();

        (
            await Should.ThrowAsync<RefusedException>(() => lab.RunAsync(sandbox, new string('x', 130_000)))
        ).Message.ShouldContain("Write it to a file");
        (await Should.ThrowAsync<RefusedException>(() => lab.RunAsync(sandbox, "a\0b"))).Refusal.ShouldBe(
            Refusal.Invalid
        );
    }

    [Fact]
    public async Task A_new_client_finds_a_running_command_and_its_result_once()
    {
        await using var lab = new SandboxLab(rung);
        var sandbox = await lab.OpenAsync();
        using var gone = new CancellationTokenSource();
        var abandoned = sandbox.ExecAsync(
            "slow",
            "mkfifo go; echo begun; read -r x < go; echo $x >> ran; cat ran",
            TimeSpan.FromSeconds(60),
            1000,
            _ => gone.Cancel(),
            gone.Token
        );
        await Should.ThrowAsync<OperationCanceledException>(() => abandoned);

        var again = await lab.NewClient().OpenAsync(lab.Spec(), Token);
        (await again.KnowsAsync("slow", Token)).ShouldBeTrue();
        await lab.RunAsync(again, "echo once > go");
        var result = await again.ExecAsync(
            "slow",
            "echo a different text does not matter",
            TimeSpan.FromSeconds(60),
            1000,
            null,
            Token
        );

        result.Output.ShouldBe("begun\nonce\n");
    }
}
