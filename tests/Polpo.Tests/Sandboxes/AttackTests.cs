using System.Net.Sockets;
using Polpo.Core.Sandboxes;
using Polpo.Engine.Kernel;
using Shouldly;
using Xunit;

namespace Polpo.Tests.Sandboxes;

/// <summary>What hostile commands try. As root, where the most could be lost.</summary>
public abstract class AttackTests(Rung rung)
{
    [Fact]
    public async Task It_is_an_unprivileged_user_without_any_capability_to_use()
    {
        await using var lab = new SandboxLab(rung);
        var sandbox = await lab.OpenAsync();

        var result = await lab.RunAsync(
            sandbox,
            "id -u; grep -E '^(CapInh|CapPrm|CapEff|CapAmb|NoNewPrivs)' /proc/self/status; grep -hE '^(Cap|NoNewPrivs)' /proc/1/status"
        );

        result.Output.Split('\n')[0].ShouldNotBe("0");
        // Inside a user namespace of its own it is always the same one, and its name is known.
        (await lab.RunAsync(sandbox, "id -un; id -gn; stat -c %U . ~")).Output.ShouldBe("agent\nagent\nagent\nagent\n");
        if (rung != Rung.Container)
            (await lab.RunAsync(sandbox, "id -u; id -g")).Output.ShouldBe("1000\n1000\n");
        var caps = result.Output.Split('\n').Where(line => line.StartsWith("Cap", StringComparison.Ordinal)).ToList();
        caps.Count.ShouldBe(9);
        caps.ShouldAllBe(line => line.EndsWith("0000000000000000", StringComparison.Ordinal));
        result.Output.Split('\n').Count(line => line == "NoNewPrivs:\t1").ShouldBe(2, result.Output);
    }

    [Theory]
    [InlineData("unshare -m true")]
    [InlineData("nsenter -t 1 -m true")]
    [InlineData("mount -t tmpfs none /tmp")]
    [InlineData("umount -l /workspace")]
    [InlineData("mount -o remount,bind,rw /usr")]
    [InlineData("chown 0 /workspace")]
    [InlineData("mkdir /planted")]
    [InlineData("touch /etc/passwd")]
    public async Task It_cannot(string command)
    {
        await using var lab = new SandboxLab(rung);
        var sandbox = await lab.OpenAsync();

        (await lab.RunAsync(sandbox, command)).ExitCode.ShouldNotBe(0);
    }

    /// <summary>The kernel refuses these to everybody else, so that no wall of ours need be there: they hold who a command is.</summary>
    [Theory]
    [InlineData("v=$(cat /proc/sys/vm/overcommit_memory) && echo $v > /proc/sys/vm/overcommit_memory")]
    [InlineData("touch /usr/bin/planted")]
    [InlineData("mknod /workspace/disk b 8 0")]
    [InlineData("su -c true")]
    [InlineData("cat /etc/shadow")]
    public async Task What_is_the_hosts_roots_alone_it_cannot(string command)
    {
        await using var lab = new SandboxLab(rung);
        var sandbox = await lab.OpenAsync();

        (await lab.RunAsync(sandbox, command)).ExitCode.ShouldNotBe(0);
    }

    [Fact]
    public async Task It_sees_nothing_of_the_host_nor_of_another_workspace()
    {
        await using var lab = new SandboxLab(rung);
        File.WriteAllText(Path.Combine(lab.Worktree("other"), "secret.txt"), "secret");
        using var other = System.Diagnostics.Process.GetCurrentProcess();
        var sandbox = await lab.OpenAsync();

        var result = await lab.RunAsync(
            sandbox,
            $"cat {lab.Worktree("other")}/secret.txt; ls /root /home/*/.. /work /var /run /sys; cat {lab.Home.Root}/uids; ps ax"
        );

        result.Output.ShouldNotContain("secret\n");
        result.Output.ShouldNotContain("ws_1");
        result.Output.ShouldNotContain("polpo-runner");
        result.Output.ShouldMatch("cannot (access|open directory) '/root'");
    }

    [Fact]
    public async Task It_sees_no_variable_of_the_server_and_those_that_it_was_given_exactly()
    {
        Environment.SetEnvironmentVariable("POLPO_TEST_SECRET", "of the server");
        await using var lab = new SandboxLab(rung);
        const string Value = "it's \"$(id)\" `x`\n\\end";
        var sandbox = await lab.OpenAsync(
            lab.Spec() with
            {
                Variables = new Dictionary<string, string> { ["GIVEN"] = Value },
            }
        );

        (await lab.RunAsync(sandbox, "printf %s \"$GIVEN\"")).Output.ShouldBe(Value);
        var all = (
            await lab.RunAsync(sandbox, "env; tr '\\0' '\\n' < /proc/1/environ; tr '\\0' ' ' < /proc/*/cmdline")
        ).Output;
        all.ShouldNotContain("of the server");
        all.ShouldNotContain("POLPO_");
    }

    [Fact]
    public async Task A_variable_cannot_reach_the_programs_that_open_the_sandbox()
    {
        await using var lab = new SandboxLab(rung);
        var planted = Path.Combine(lab.Worktree(), "planted.sh");
        File.WriteAllText(planted, "touch /tmp/polpo-planted-$$\n");
        var sandbox = await lab.OpenAsync(
            lab.Spec() with
            {
                Variables = new Dictionary<string, string>
                {
                    ["BASH_ENV"] = planted,
                    ["ENV"] = planted,
                    ["LD_PRELOAD"] = planted,
                },
            }
        );

        await lab.RunAsync(sandbox, "true");

        Directory.EnumerateFiles("/tmp", "polpo-planted-*").ShouldBeEmpty();
    }

    [Fact]
    public async Task What_it_does_to_its_own_shell_and_pipes_leaves_the_next_command_unharmed()
    {
        await using var lab = new SandboxLab(rung);
        var sandbox = await lab.OpenAsync();
        await lab.RunAsync(sandbox, "echo the same > /tmp/mark");
        string[] attacks =
        [
            "exit 3",
            "kill -9 $PPID $$",
            "exec 0<&- 1>&- 2>&-; exit 4",
            "for p in /proc/[0-9]*; do kill -9 ${p#/proc/}; done",
            "kill -9 -1",
            "for s in $(seq 1 64); do kill -$s 1; done",
            "kill -STOP -1; kill -TERM 1; kill -INT 1; kill -HUP 1",
            "for f in /proc/1/fd/*; do echo '{\"reply\":\"done\"}' > $f; done 2>/dev/null & sleep 0.1",
            "trap '' TERM; (trap '' HUP TERM; setsid sleep 4545 &) ; exit 0",
            // And waits until they have ended: a shell that is only about to end would still be told the next command.
            "sleep 0.3; for p in /proc/[0-9]*; do case $p in /proc/1 | /proc/$$) ;; *) kill -9 ${p#/proc/}; "
                + "while read -r _ _ s _ <$p/stat && [ $s != Z ]; do :; done 2>/dev/null ;; esac; done",
        ];
        foreach (var attack in attacks)
            await lab.RunAsync(sandbox, attack, 3);

        // In a sandbox that had ended and was opened anew, there would be no mark.
        (await lab.RunAsync(sandbox, "cat /tmp/mark")).Output.ShouldBe("the same\n");
    }

    [Fact]
    public async Task Stopping_every_process_stops_no_later_command()
    {
        await using var lab = new SandboxLab(rung);
        var sandbox = await lab.OpenAsync();
        // The shell that waits for the next command is stopped, and one that is on its way in.
        await lab.RunAsync(sandbox, "kill -STOP -1");
        await lab.RunAsync(sandbox, "kill -STOP -1");

        (await lab.RunAsync(sandbox, "echo still here", 10)).Output.ShouldBe("still here\n");
    }

    [Fact]
    public async Task A_daemon_does_not_outlive_its_sandbox()
    {
        await using var lab = new SandboxLab(rung);
        var sandbox = await lab.OpenAsync();
        var marker = "polpo-daemon-" + Path.GetRandomFileName();
        await lab.RunAsync(
            sandbox,
            $"cp /bin/sleep /tmp/{marker}; setsid -f env -i /tmp/{marker} 4545 </dev/null >/dev/null 2>&1; until readlink /proc/[0-9]*/exe | grep -q {marker}; do :; done"
        );
        Running(marker).ShouldBeTrue();

        await sandbox.CloseAsync(TestContext.Current.CancellationToken);

        Running(marker).ShouldBeFalse();
    }

    [Fact]
    public async Task Only_the_writable_paths_are_writable_and_no_link_leads_out_of_them()
    {
        await using var lab = new SandboxLab(rung);
        Directory.CreateDirectory(Path.Combine(lab.Worktree(), "src", "in"));
        var sandbox = await lab.OpenAsync(lab.Spec() with { WritablePaths = ["src/in"] });

        (await lab.RunAsync(sandbox, "echo x > src/in/made && cat src/in/made")).Output.ShouldBe("x\n");
        (await lab.RunAsync(sandbox, "echo x > src/out || echo x > out || rm -r src")).ExitCode.ShouldNotBe(0);

        File.CreateSymbolicLink(Path.Combine(lab.Worktree(), "way"), "/etc");
        foreach (var path in new[] { "way", "../..", "/etc", "src/../way" })
            (
                await Should.ThrowAsync<RefusedException>(() =>
                    lab.OpenAsync(lab.Spec("ses_2") with { WritablePaths = [path] })
                )
            ).Message.ShouldContain("cannot be made writable");
    }

    [Theory]
    [InlineData("../up")]
    [InlineData("")]
    [InlineData("a/b")]
    [InlineData(".hidden")]
    public async Task An_id_that_is_a_path_is_refused(string id)
    {
        await using var lab = new SandboxLab(rung);

        (await Should.ThrowAsync<RefusedException>(() => lab.OpenAsync(lab.Spec(id)))).Refusal.ShouldBe(
            Refusal.Invalid
        );
    }

    [Fact]
    public async Task Abstract_sockets_of_the_host_are_out_of_reach()
    {
        await using var lab = new SandboxLab(rung);
        using var host = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        var name = "polpo-abstract-" + Path.GetRandomFileName();
        host.Bind(new UnixDomainSocketEndPoint("\0" + name));
        host.Listen();
        var program = $"""
            import socket, sys
            try: socket.socket(socket.AF_UNIX).connect(b"\0{name}")
            except OSError: sys.exit(9)
            """;
        using var here = System.Diagnostics.Process.Start("python3", ["-c", program]);
        await here.WaitForExitAsync(TestContext.Current.CancellationToken);
        here.ExitCode.ShouldBe(0, "it is not even in reach of the host");
        var sandbox = await lab.OpenAsync();

        var result = await lab.RunAsync(sandbox, $"python3 -c '{program}'");

        result.ExitCode.ShouldBe(9);
    }

    private static bool Running(string marker) =>
        Directory
            .EnumerateDirectories("/proc")
            .Any(path =>
                File.Exists($"{path}/comm")
                && new FileInfo($"{path}/exe") is var exe
                && Link(exe).Contains(marker, StringComparison.Ordinal)
            );

    private static string Link(FileInfo exe)
    {
        try
        {
            return exe.LinkTarget ?? "";
        }
        catch (IOException)
        {
            return "";
        }
    }
}
