using System.Diagnostics;
using Polpo.Core.Sandboxes;
using Polpo.Engine.Kernel;
using Polpo.Runner.Containers;
using Polpo.Tests.Sandboxes.Conformance;

namespace Polpo.Tests.Sandboxes.Containers;

/// <summary>What only containers have: an engine, images, and things left behind in the engine.</summary>
public sealed class ContainerTests
{
    [Fact]
    public async Task An_image_brings_its_programs_and_variables()
    {
        var engine = await TestEngine.StartAsync();
        using var client = new EngineClient(engine.Socket);
        if (!await client.HasImageAsync("localhost/tools:7"))
            await TestEngine.PodmanAsync(
                "import",
                "--change",
                "ENV PATH=/usr/lib/git-core:/usr/bin",
                "--change",
                "ENV LIBRARY=/opt/library",
                "--change",
                "ENV HOME=/nowhere",
                await TestEngine.ArchiveAsync(),
                "localhost/tools:7"
            );
        await using var lab = Lab(engine with { Image = "localhost/tools:7" });
        var sandbox = await lab.OpenAsync();

        var result = await lab.RunAsync(sandbox, "type -P git-remote-http; echo $LIBRARY $HOME");

        result.Output.ShouldBe("/usr/lib/git-core/git-remote-http\n/opt/library /home/agent\n");
        sandbox.Kind.ShouldBe("container");
    }

    [Fact]
    public async Task Its_first_process_is_closed_in_by_the_engine_and_knows_nothing_of_the_host()
    {
        await using var lab = new SandboxLab(Rung.Container);
        var sandbox = await lab.OpenAsync();

        var result = await lab.RunAsync(
            sandbox,
            "grep -E '^(NoNewPrivs|Seccomp):' /proc/1/status; cat /etc/hosts; touch /usr/x /etc/x; cat /etc/resolv.conf"
        );

        result.Output.ShouldStartWith("NoNewPrivs:\t1\nSeccomp:\t2\n127.0.0.1 localhost\n::1 localhost\n");
        result.Output.ShouldContain("touch: cannot touch '/usr/x': Read-only file system");
        result.Output.ShouldNotContain("nameserver");
    }

    [Fact]
    public async Task An_image_that_the_engine_lacks_is_refused_by_name()
    {
        await using var lab = Lab(await TestEngine.StartAsync() with { Image = "localhost/nothing:1" });

        var refused = await Should.ThrowAsync<RefusedException>(() => lab.OpenAsync());

        refused.Refusal.ShouldBe(Refusal.Unavailable);
        refused.Message.ShouldContain("has no image localhost/nothing:1. Pull it (docker pull localhost/nothing:1)");
        var check = (await lab.Sandboxes.InspectAsync(SandboxLab.Token)).Checks.Single(Engine);
        (check.Ok, check.Detail).ShouldBe(
            (
                false,
                "The container engine has no image localhost/nothing:1. Pull it (docker pull localhost/nothing:1), or name another one in POLPO_SANDBOX_IMAGE."
            )
        );
    }

    [Fact]
    public async Task A_directory_that_is_no_root_file_system_is_refused()
    {
        await using var lab = Lab(await TestEngine.StartAsync() with { Image = "/proc" });

        (await Should.ThrowAsync<RefusedException>(() => lab.OpenAsync())).Message.ShouldContain(
            "/proc is not a root file system: it has no bin/bash."
        );
    }

    [Fact]
    public async Task Without_an_engine_nothing_is_opened_and_the_doctor_says_so()
    {
        await using var lab = Lab(new ContainerSource("/run/polpo-no-engine.sock", "debian:12"));

        (await Should.ThrowAsync<RefusedException>(() => lab.OpenAsync())).Message.ShouldContain(
            "No container engine answers at /run/polpo-no-engine.sock"
        );
        var report = await lab.Sandboxes.InspectAsync(SandboxLab.Token);
        report.Kind.ShouldBe("unavailable");
        report.Checks.Single(Engine).Remedy.ShouldContain("DOCKER_HOST");
    }

    [Fact]
    public async Task The_doctor_says_which_engine_answers()
    {
        await using var lab = new SandboxLab(Rung.Container);

        var report = await lab.Sandboxes.InspectAsync(SandboxLab.Token);

        report.Kind.ShouldBe("container");
        report
            .Checks.Single(Engine)
            .Detail.ShouldMatch("^Podman Engine 4[.0-9]* \\(API 1[.0-9]*\\) at /.*, image /.*rootfs$");
    }

    [Fact]
    public async Task When_the_runner_is_killed_everything_ends_and_the_next_one_removes_what_is_left()
    {
        await using var lab = new SandboxLab(Rung.Container);
        var sandbox = await lab.OpenAsync();
        var lost = (await TestEngine.ContainersAsync(lab.Home.Root)).ShouldHaveSingleItem();
        using var first = await FirstProcessAsync(lost);
        await lab.RunAsync(sandbox, "setsid -f sleep 5161");

        Kill(lab);
        // By the end of the runner alone: there is no new one as long as nobody asks.
        await first.WaitForExitAsync(SandboxLab.Token);

        (await lab.RunAsync(await lab.OpenAsync(), "echo again")).Output.ShouldBe("again\n");

        (await TestEngine.ContainersAsync(lab.Home.Root)).ShouldHaveSingleItem().ShouldNotBe(lost);
    }

    [Fact]
    public async Task Sandboxes_of_another_data_folder_are_not_swept_away()
    {
        await using var one = new SandboxLab(Rung.Container);
        var sandbox = await one.OpenAsync();
        await using var other = new SandboxLab(Rung.Container);
        await other.OpenAsync();

        Kill(other);
        await other.OpenAsync();

        (await one.RunAsync(sandbox, "echo still here")).Output.ShouldBe("still here\n");
    }

    private static SandboxLab Lab(ContainerSource source) =>
        new(options: new SandboxOptions { Kind = SandboxOptions.Container, Containers = source });

    private static bool Engine(SandboxCheck check) => check.Name == "container engine";

    private static async Task<Process> FirstProcessAsync(string container)
    {
        using var engine = new EngineClient((await TestEngine.StartAsync()).Socket);
        return Process.GetProcessById((await engine.FindAsync(container)).State.Pid);
    }

    private static void Kill(SandboxLab lab)
    {
        foreach (var process in Process.GetProcessesByName("polpo-runner"))
            using (process)
                if (File.ReadAllText($"/proc/{process.Id}/cmdline").Contains(lab.Home.Root, StringComparison.Ordinal))
                    process.Kill();
    }
}
