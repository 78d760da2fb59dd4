using System.Diagnostics;
using Polpo.Runner.Limits;
using Polpo.Tests.Storage;

namespace Polpo.Tests.Sandboxes.Limits;

/// <summary>Control groups by each layout: version 2 in a folder made to look like it, version 1 as this kernel has it.</summary>
public sealed class CgroupTests
{
    private static readonly GroupLimits _limits = new(64 << 20, 0.5, 30);

    [Fact]
    public void Version_2_gets_every_limit_and_its_controllers()
    {
        using var tree = new FakeCgroupTree("ses_1");
        var groups = tree.Claim();

        using var group = groups.Create("ses_1", _limits);

        groups.Layout.ShouldBe(CgroupLayout.New);
        (tree["memory.max"], tree["memory.swap.max"]).ShouldBe(("67108864", "0"));
        (tree["cpu.max"], tree["pids.max"]).ShouldBe(("50000 100000", "30"));
        foreach (var folder in new[] { tree.Root, Path.GetDirectoryName(tree.Ours)!, tree.Ours })
            File.ReadAllText($"{folder}/cgroup.subtree_control").ShouldBe("+memory +cpu +pids");
    }

    [Fact]
    public void Version_2_tells_what_was_hit_since_a_reading()
    {
        using var tree = new FakeCgroupTree("ses_1");
        tree.Count(oomKill: 1, forks: 2, throttled: 3);
        using var group = tree.Claim().Create("ses_1", _limits);
        var before = group.Meter.Read();

        tree.Count(oomKill: 3, forks: 7, throttled: 23);

        (group.Meter.Read() - before).ShouldBe(new LimitCounts(2, 5, 20));
    }

    [Fact]
    public void Version_2_is_killed_at_one_word_and_halted_by_one()
    {
        using var tree = new FakeCgroupTree("ses_1");
        using var group = tree.Claim().Create("ses_1", _limits);

        CgroupProcesses.Halt(tree.Group, halted: true).ShouldBeTrue();
        var halted = tree["cgroup.freeze"];
        CgroupProcesses.Halt(tree.Group, halted: false).ShouldBeTrue();
        group.Kill();

        (halted, tree["cgroup.freeze"], tree["cgroup.kill"]).ShouldBe(("1", "0", "1"));
    }

    [Fact]
    public void A_kernel_that_cannot_kill_at_one_word_has_every_process_killed_while_halted()
    {
        using var tree = new FakeCgroupTree("ses_1", withKill: false);
        using var group = tree.Claim().Create("ses_1", _limits);
        using var victim = Process.Start(new ProcessStartInfo("sleep", "7171"))!;
        var run = Directory.CreateDirectory($"{tree.Group}/run1").FullName;
        // 0 is what a process of another namespace is listed as; to kill it would be to kill ourselves.
        File.WriteAllText($"{run}/cgroup.procs", $"0\n{victim.Id}\n");

        group.Kill();

        victim.WaitForExit();
        victim.ExitCode.ShouldBe(137);
        tree["cgroup.freeze"].ShouldBe("0");
    }

    [Fact]
    public async Task What_is_killed_one_by_one_is_halted_before_and_goes_on_only_after()
    {
        using var tree = new FakeCgroupTree("ses_1", withKill: false);
        using var group = tree.Claim().Create("ses_1", _limits);
        using var victim = Process.Start(new ProcessStartInfo("sleep", "7575"))!;
        File.WriteAllText($"{tree.Group}/cgroup.procs", $"{victim.Id}\n");
        // A pipe in place of the file keeps every word: nothing is written, and nobody killed, before it is opened here.
        var halt = $"{tree.Group}/cgroup.freeze";
        File.Delete(halt);
        using (var made = Process.Start("mkfifo", [halt]))
            await made.WaitForExitAsync(TestContext.Current.CancellationToken);

        var killing = Task.Run(group.Kill, TestContext.Current.CancellationToken);
        using var words = new FileStream(halt, FileMode.Open, FileAccess.ReadWrite);
        await victim.WaitForExitAsync(TestContext.Current.CancellationToken);
        File.WriteAllText($"{tree.Group}/cgroup.procs", "");
        await killing;

        words.Write("."u8);
        words.Flush();
        var said = new byte[4096];
        var count = words.Read(said);
        System.Text.Encoding.ASCII.GetString(said, 0, count).ShouldMatch(@"^(10)+\.$");
        victim.ExitCode.ShouldBe(137);
    }

    [Fact]
    public void In_version_2_a_run_that_is_out_of_memory_dies_whole_and_the_sandbox_lives()
    {
        using var tree = new FakeCgroupTree("ses_1");
        using var group = tree.Claim().Create("ses_1", _limits);
        // The kernel makes it in a group whose parent passes memory on.
        tree.Prepare("run1/memory.oom.group", "0");

        var run = group.NewRun();

        tree["cgroup.subtree_control"].ShouldBe("+memory");
        tree["run1/memory.oom.group"].ShouldBe("1");
        group.Files(run).ShouldBe([$"{tree.Group}/run1/cgroup.procs"]);
        // A group whose groups have controllers may hold no process itself.
        group.Files(null).ShouldBe([$"{tree.Group}/first/cgroup.procs"]);
    }

    [Fact]
    public void Ending_every_run_leaves_the_sandboxs_first_process()
    {
        using var tree = new FakeCgroupTree("ses_1");
        using var group = tree.Claim().Create("ses_1", _limits);
        tree.Prepare("run1/cgroup.kill", "");
        tree.Prepare("first/cgroup.kill", "");
        group.NewRun();

        group.KillRuns().ShouldBeTrue();

        (tree["run1/cgroup.kill"], tree["first/cgroup.kill"]).ShouldBe(("1", ""));
    }

    [Fact]
    public void A_tree_that_is_not_ours_to_write_gives_no_limits()
    {
        using var tree = new FakeCgroupTree("ses_1");
        // A folder in place of the file: written to by nobody, root neither.
        File.Delete($"{tree.Ours}/cgroup.procs");
        Directory.CreateDirectory($"{tree.Ours}/cgroup.procs");

        var groups = tree.Claim();

        (groups.Holding, groups.Limiting.Count).ShouldBe((null, 0));
    }

    [Theory]
    [InlineData("Old", "memory", "cpu", "pids", "freezer")]
    [InlineData("Both", "memory", "cpu", "pids", "unified")]
    public async Task This_kernels_own_hierarchies_hold_and_kill(string layout, params string[] hierarchies)
    {
        Assert.SkipUnless(Directory.Exists("/sys/fs/cgroup/freezer"), "This machine has no version 1 control groups.");
        using var view = new CgroupView(hierarchies);
        var groups = new Cgroups(view.Root, view.Root);
        groups.Layout.ToString().ShouldBe(layout);
        using var group = groups.Create("ses_1", _limits);
        try
        {
            var run = group.NewRun()!;
            // More of them all the time, each in a session of its own: nothing but the group knows them all.
            using var bomb = Process.Start("/bin/sh", [.. group.Enter(run).Skip(1), "sh", "-c", Swarm]);
            await Eventually(() => group.Meter.Read().ForksRefused > 0);

            group.KillRuns().ShouldBeTrue();
            await bomb.WaitForExitAsync(TestContext.Current.CancellationToken);

            group.Settle(run);
            CgroupProcesses.Of(run).ShouldBeEmpty();
            File.ReadAllText(
                    $"{groups.Limiting.Single(folder => folder.Contains("/pids/", StringComparison.Ordinal))}/ses_1/pids.current"
                )
                .ShouldBe("0\n");
        }
        finally
        {
            group.Kill();
            await group.RemoveAsync(TimeProvider.System);
            groups.Leave();
        }
        view.Left().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_sweep_ends_what_an_earlier_runner_left_and_leaves_other_data_folders_alone()
    {
        Assert.SkipUnless(Directory.Exists("/sys/fs/cgroup/freezer"), "This machine has no version 1 control groups.");
        using var view = new CgroupView(["memory", "cpu", "pids", "freezer"]);
        var (ours, theirs) = (new Cgroups(view.Root, view.Root), new Cgroups(view.Root + "/other", view.Root));
        using var mine = ours.Create("ses_1", _limits);
        using var other = theirs.Create("ses_1", _limits);
        using var left = Process.Start("/bin/sh", [.. mine.Enter(mine.NewRun()).Skip(1), "sleep", "7272"]);
        using var kept = Process.Start("/bin/sh", [.. other.Enter(other.NewRun()).Skip(1), "sleep", "7373"]);
        await Eventually(() =>
            new[] { left, kept }.All(process => Words(process.Id).StartsWith("sleep", StringComparison.Ordinal))
        );

        await new Cgroups(view.Root, view.Root).SweepAsync(TimeProvider.System);

        await left.WaitForExitAsync(TestContext.Current.CancellationToken);
        kept.HasExited.ShouldBeFalse();
        ours.Limiting.Append(ours.Holding!).ShouldAllBe(folder => Directory.GetDirectories(folder).Length == 0);
        await theirs.SweepAsync(TimeProvider.System);
        await kept.WaitForExitAsync(TestContext.Current.CancellationToken);
        ours.Leave();
        theirs.Leave();
    }

    [Fact]
    public async Task A_sweep_takes_what_no_living_runner_holds_of_other_data_folders()
    {
        Assert.SkipUnless(Directory.Exists("/sys/fs/cgroup/freezer"), "This machine has no version 1 control groups.");
        using var view = new CgroupView(["memory", "cpu", "pids", "freezer"], apart: true);
        var living = new Cgroups(view.Root + "/living", view.Root);
        var dead = new Cgroups(view.Root + "/dead", view.Root);
        using var kept = living.Create("ses_1", _limits);
        using var left = dead.Create("ses_1", _limits);
        using var stray = Process.Start("/bin/sh", [.. left.Enter(left.NewRun()).Skip(1), "sleep", "7676"]);
        await Eventually(() => Words(stray.Id).StartsWith("sleep", StringComparison.Ordinal));
        var empty = new Cgroups(view.Root + "/empty", view.Root);
        using var nothing = empty.Create("ses_1", _limits);
        // As the kernel does when a runner is killed.
        dead.LetGo();
        empty.LetGo();

        var ours = new Cgroups(view.Root, view.Root);
        await ours.SweepAsync(TimeProvider.System);
        empty.Limiting.Append(empty.Holding!).ShouldAllBe(folder => !Directory.Exists(folder));
        stray.HasExited.ShouldBeFalse("its runner may only just have begun");
        var later = new ShiftedTime();
        later.Pass(TimeSpan.FromHours(2));
        await ours.SweepAsync(later);

        await stray.WaitForExitAsync(TestContext.Current.CancellationToken);
        dead.Limiting.Append(dead.Holding!).ShouldAllBe(folder => !Directory.Exists(folder));
        living.Limiting.Append(living.Holding!).ShouldAllBe(folder => Directory.Exists(folder + "/ses_1"));
        await living.SweepAsync(TimeProvider.System);
        living.Leave();
        ours.Leave();
    }

    private const string Swarm =
        "exec 2>/dev/null; trap '' TERM; while :; do (setsid sh -c \"trap '' TERM; sleep 7474\" &) ; done";

    private static string Words(int process) => File.ReadAllText($"/proc/{process}/cmdline");

    private static async Task Eventually(Func<bool> holds)
    {
        while (!holds())
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
