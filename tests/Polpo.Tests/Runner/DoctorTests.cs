using Polpo.Core.Sandboxes;
using Polpo.Engine.Kernel;
using Polpo.Tests.Sandboxes;

namespace Polpo.Tests.Runner;

/// <summary>What the doctor says on machines that lack something: what it is, what that costs, and the command that mends it.</summary>
public sealed class DoctorTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_missing_program_is_named_with_its_package()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "Takes root to make such a machine.");
        using var machine = new PoorMachine();
        await using var lab = Lab(machine.Without("bwrap"));

        var report = await lab.Sandboxes.InspectAsync(Token);

        report.Kind.ShouldBe("unavailable");
        var check = Check(report, "programs");
        (check.Ok, check.Detail).ShouldBe((false, "bwrap is not installed."));
        check.Cost.ShouldStartWith("No sandbox can be opened");
        check.Remedy.ShouldEndWith("install -y bubblewrap");
        (await Should.ThrowAsync<RefusedException>(() => lab.OpenAsync())).Message.ShouldContain("polpo doctor");
    }

    [Fact]
    public async Task Without_user_namespaces_the_switch_is_named_and_how_to_turn_it()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "Takes root to make such a machine.");
        using var machine = new PoorMachine();
        await using var lab = Lab(machine.WithoutUserNamespaces());

        var report = await lab.Sandboxes.InspectAsync(Token);

        report.Kind.ShouldBe("unavailable");
        var check = Check(report, "namespaces");
        check.Ok.ShouldBeFalse();
        check.Detail.ShouldBe("The kernel forbids user namespaces: /proc/sys/user/max_user_namespaces is 0.");
        check.Remedy.ShouldBe("sudo sysctl -w user.max_user_namespaces=15000");
        File.ReadAllText("/proc/sys/user/max_user_namespaces").Trim().ShouldNotBe("0");
    }

    [Fact]
    public async Task Without_rights_to_control_groups_sandboxes_open_and_the_doctor_says_what_is_not_limited()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "Takes root to make such a machine.");
        using var machine = new PoorMachine();
        await using var lab = Lab(machine.WithReadOnlyGroups());

        var report = await lab.Sandboxes.InspectAsync(Token);
        var sandbox = await lab.OpenAsync();

        var check = Check(report, "limits");
        check.Ok.ShouldBeFalse();
        check.Detail.ShouldContain("cannot be used by this user: sandboxes have no limit on memory, cpu, processes.");
        check.Cost.ShouldContain("take all of that from this machine");
        check.Remedy.ShouldContain("remount,rw");
        report.Kind.ShouldBe("bubblewrap");
        (await lab.RunAsync(sandbox, "(setsid sleep 9191 &); sleep 9192", 0.5)).TimedOut.ShouldBeTrue();
        (await lab.RunAsync(sandbox, "ps ax")).Output.ShouldNotContain("sleep 919");
    }

    [Fact]
    public async Task Without_any_control_group_the_doctor_says_how_they_are_mounted()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "Takes root to make such a machine.");
        using var machine = new PoorMachine();
        await using var lab = Lab(machine.WithoutGroups());

        var check = Check(await lab.Sandboxes.InspectAsync(Token), "limits");

        (check.Ok, check.Remedy).ShouldBe((false, "sudo mount -t cgroup2 none /sys/fs/cgroup"));
    }

    [Fact]
    public async Task Without_root_the_doctor_says_what_is_weaker_and_what_can_be_handed_over()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "Takes root to become somebody without.");
        await using var lab = new SandboxLab(Rung.Unprivileged);
        await RightlessRunner.OwnAsync(Path.GetDirectoryName(lab.Home.Root)!);

        var report = await lab.Sandboxes.InspectAsync(Token);

        report.Kind.ShouldBe("bubblewrap");
        var (user, limits) = (Check(report, "user"), Check(report, "limits"));
        (user.Ok, user.Remedy).ShouldBe((true, "sudo polpo serve"));
        user.Cost.ShouldContain("Only the mounts keep workspaces from each other's files");
        limits.Ok.ShouldBeFalse();
        limits.Remedy.ShouldContain("chown -R 60001");
    }

    private static SandboxLab Lab(string runner) => new(options: new SandboxOptions { RunnerPath = runner });

    private static SandboxCheck Check(SandboxReport report, string name) =>
        report.Checks.Single(check => check.Name == name);
}
