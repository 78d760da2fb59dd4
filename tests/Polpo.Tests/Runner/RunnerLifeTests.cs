using System.Diagnostics;
using Polpo.Core.Sandboxes;
using Polpo.Engine.Kernel;
using Polpo.Tests.Sandboxes;
using Shouldly;
using Xunit;

namespace Polpo.Tests.Runner;

/// <summary>How the runner comes, stays and goes.</summary>
public sealed class RunnerLifeTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Many_clients_at_once_start_one_runner()
    {
        await using var lab = new SandboxLab();
        var clients = Enumerable.Range(0, 4).Select(_ => lab.NewClient()).ToList();

        await Task.WhenAll(clients.Select(client => client.OpenAsync(lab.Spec(), Token)));

        Runners(lab).Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_sandbox_outlives_the_thread_that_opened_it()
    {
        // bubblewrap ends with the thread that started it: it must not be one of the pool's, which come and go.
        await using var lab = new SandboxLab();
        ISandbox? sandbox = null;
        var opener = new Thread(() => sandbox = lab.OpenAsync().GetAwaiter().GetResult());
        opener.Start();
        opener.Join();
        await lab.RunAsync(sandbox!, "echo kept > /tmp/mark");

        await Task.WhenAll(
            Enumerable
                .Range(0, 8)
                .Select(i => lab.OpenAsync(lab.Spec($"ses_more{i}", worktree: lab.Worktree($"more{i}"))))
        );
        await Task.WhenAll(Enumerable.Range(0, 8).Select(i => lab.Sandboxes.CloseAsync($"ses_more{i}", Token)));

        (await lab.RunAsync(sandbox!, "cat /tmp/mark")).Output.ShouldBe("kept\n");
    }

    [Fact]
    public async Task When_the_runner_is_killed_its_sandboxes_end_and_a_new_one_sweeps()
    {
        await using var lab = new SandboxLab();
        var sandbox = await lab.OpenAsync();
        var running = sandbox.ExecAsync(
            "long",
            "echo up; exec sleep 5151",
            TimeSpan.FromMinutes(5),
            100,
            _ => Kill(Runners(lab).Single()),
            Token
        );

        (await Should.ThrowAsync<RefusedException>(() => running)).Message.ShouldContain("its outcome is unknown");

        (await lab.RunAsync(sandbox, "ps ax | grep -c 515[1]")).Output.ShouldBe("0\n");
        Processes().ShouldNotContain(words => words.Contains("sleep\05151", StringComparison.Ordinal));
        (await sandbox.KnowsAsync("long", Token)).ShouldBeFalse();
    }

    [Fact]
    public async Task A_sandbox_that_ended_by_itself_is_opened_anew_for_the_next_command()
    {
        await using var lab = new SandboxLab();
        var sandbox = await lab.OpenAsync();
        await lab.RunAsync(sandbox, "echo > /proc/1/fd/0; true");
        foreach (var first in Processes("/bin/bash\0--norc\0-c\0for s in"))
            if (Read($"/proc/{first}/mountinfo").Contains(lab.Home.Root, StringComparison.Ordinal))
                Kill(first);

        (await lab.RunAsync(sandbox, "echo again")).Output.ShouldBe("again\n");
    }

    [Fact]
    public async Task Its_socket_is_its_owners_alone()
    {
        await using var lab = new SandboxLab();
        await lab.OpenAsync();

        File.GetUnixFileMode(lab.Home.At("run", "runner.sock"))
            .ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.GetUnixFileMode(lab.Home.Folder("run"))
            .ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    [Fact]
    public async Task Closing_leaves_no_process_mount_folder_or_control_group()
    {
        await using var lab = new SandboxLab();
        var sandbox = await lab.OpenAsync();
        await lab.RunAsync(sandbox, "setsid -f sleep 5252; mkdir -p ~/deep; chmod 0 ~/deep; true");
        var groups = Groups();

        await sandbox.CloseAsync(Token);

        groups.ShouldNotBeEmpty();
        groups.ShouldNotContain(group => Directory.Exists(group));
        Directory.EnumerateFileSystemEntries(lab.Home.Folder("run", "sandboxes")).ShouldBeEmpty();
        Processes().ShouldNotContain(words => words.Contains("sleep\05252", StringComparison.Ordinal));
        File.ReadAllText("/proc/self/mountinfo").ShouldNotContain(lab.Home.Root);

        List<string> Groups() =>
            [
                .. Directory
                    .EnumerateDirectories(
                        "/sys/fs/cgroup",
                        "ses_1",
                        new EnumerationOptions
                        {
                            RecurseSubdirectories = true,
                            MaxRecursionDepth = 4,
                            IgnoreInaccessible = true,
                        }
                    )
                    .Where(group =>
                        File.ReadAllLines($"{group}/cgroup.procs")
                            .Any(pid =>
                                Read($"/proc/{pid}/mountinfo").Contains(lab.Home.Root, StringComparison.Ordinal)
                            )
                    ),
            ];
    }

    [Fact]
    public async Task A_missing_runner_program_is_told()
    {
        await using var lab = new SandboxLab(options: new SandboxOptions { RunnerPath = "/nowhere/polpo-runner" });

        (await Should.ThrowAsync<RefusedException>(() => lab.OpenAsync())).Message.ShouldContain(
            "/nowhere/polpo-runner is missing"
        );
    }

    [Fact]
    public async Task No_sandbox_is_used_only_when_it_is_asked_for_by_name()
    {
        await using var lab = new SandboxLab(options: new SandboxOptions { Kind = SandboxOptions.None });
        var sandbox = await lab.OpenAsync();

        var result = await lab.RunAsync(
            sandbox,
            "pwd; echo $POLPO_HOME $HOME; (setsid -f sleep 5353); sleep 5354",
            0.5
        );

        sandbox.Kind.ShouldBe("none");
        (await lab.Sandboxes.InspectAsync(Token)).Kind.ShouldBe("none");
        result.Output.ShouldStartWith($"{lab.Worktree()}\n{lab.Home.Root}/run/sandboxes/ses_1/home\n");
        result.TimedOut.ShouldBeTrue();
        Processes().ShouldNotContain(words => words.Contains("sleep\0535", StringComparison.Ordinal));
        (await lab.RunAsync(sandbox, "echo more")).Output.ShouldBe("more\n");
    }

    [Fact]
    public async Task The_doctor_tells_what_is_there()
    {
        await using var lab = new SandboxLab();

        var report = await lab.Sandboxes.InspectAsync(Token);

        report.Kind.ShouldBe("bubblewrap");
        report
            .Checks.Select(check => check.Name)
            .ShouldBe([
                "programs",
                "namespaces",
                "seccomp",
                "landlock",
                "user",
                "limits",
                "overlay",
                "reflink",
                "egress",
                "engines",
            ]);
        report.Checks.ShouldAllBe(check => check.Cost.Length > 0 == check.Remedy.Length > 0);
    }

    private static List<int> Runners(SandboxLab lab) => Processes($"polpo-runner\0--home\0{lab.Home.Root}");

    private static List<string> Processes() => [.. Directory.EnumerateDirectories("/proc").Select(Words)];

    private static List<int> Processes(string words) =>
        [
            .. Directory
                .EnumerateDirectories("/proc")
                .Where(path =>
                    char.IsAsciiDigit(Path.GetFileName(path)[0])
                    && Words(path).Contains(words, StringComparison.Ordinal)
                )
                .Select(path => int.Parse(Path.GetFileName(path), System.Globalization.CultureInfo.InvariantCulture)),
        ];

    private static string Words(string process) => Read(Path.Combine(process, "cmdline"));

    /// <summary>Nothing when the process has just ended.</summary>
    private static string Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (IOException)
        {
            return "";
        }
    }

    private static void Kill(int id)
    {
        using var process = Process.GetProcessById(id);
        process.Kill();
        process.WaitForExit();
    }
}
