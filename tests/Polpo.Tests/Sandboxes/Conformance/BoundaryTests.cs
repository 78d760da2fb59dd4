using Polpo.Core.Sandboxes;

namespace Polpo.Tests.Sandboxes.Conformance;

/// <summary>What keeps a sandbox apart, each wall by itself: where two stand behind one another, an attack would not tell that one is gone.</summary>
public abstract class BoundaryTests(Rung rung)
{
    private static readonly string[] _writable = [Inside.Worktree, "/home/agent", "/tmp", "/dev", "/proc"];

    [Fact]
    public async Task Nothing_is_mounted_writable_but_the_worktree_the_home_and_temporary_folders()
    {
        await using var lab = new SandboxLab(rung);
        var mirror = Directory.CreateDirectory(Path.Combine(lab.Home.Root, "mirror.git")).FullName;
        var sandbox = await lab.OpenAsync(lab.Spec() with { Mirror = mirror });

        var mounts = await MountsAsync(lab, sandbox);

        mounts.ShouldContain(mount => mount.Place == mirror && !mount.IsWritable);
        mounts
            // An engine adds folders in memory: nothing of the host, and the rules of Landlock leave them alone.
            .Where(mount => mount.IsWritable && (rung != Rung.Container || mount.Kind != "tmpfs"))
            .Select(mount => mount.Place)
            .Where(place =>
                !_writable.Any(one => place == one || place.StartsWith(one + "/", StringComparison.Ordinal))
            )
            .ShouldBeEmpty();
        mounts.ShouldContain(mount => mount.Place == "/" && !mount.IsWritable);
    }

    [Fact]
    public async Task No_file_in_it_brings_the_rights_of_its_owner_or_a_device()
    {
        await using var lab = new SandboxLab(rung);
        var sandbox = await lab.OpenAsync();

        // What is mounted last is what is seen: an engine's own mounts lie below ours.
        var mounts = (await MountsAsync(lab, sandbox))
            .Where(mount => mount.Place is Inside.Worktree or "/home/agent" or "/tmp")
            .GroupBy(mount => mount.Place, (_, all) => all.Last())
            .ToList();

        mounts.Count.ShouldBe(3);
        mounts.ShouldAllBe(mount => mount.Has("nosuid") && mount.Has("nodev"));
    }

    [Fact]
    public async Task What_everybody_may_write_on_the_host_is_read_only_inside()
    {
        await using var lab = new SandboxLab(rung);
        var mirror = Directory.CreateDirectory(Path.Combine(lab.Home.Root, "mirror.git")).FullName;
        File.WriteAllText(Path.Combine(mirror, "HEAD"), "as it was");
        File.SetUnixFileMode(Path.Combine(mirror, "HEAD"), (UnixFileMode)0b110_110_110);
        File.SetUnixFileMode(mirror, (UnixFileMode)0b111_111_111);
        var sandbox = await lab.OpenAsync(lab.Spec() with { Mirror = mirror });

        var result = await lab.RunAsync(
            sandbox,
            $"cat {mirror}/HEAD; echo x > {mirror}/HEAD; echo x > {mirror}/planted; rm -f {mirror}/HEAD"
        );

        result.Output.ShouldStartWith("as it was");
        File.ReadAllText(Path.Combine(mirror, "HEAD")).ShouldBe("as it was");
        Directory.GetFiles(mirror).Length.ShouldBe(1);
    }

    [Fact]
    public async Task Each_namespace_is_its_own_and_not_its_neighbours()
    {
        await using var lab = new SandboxLab(rung);
        var one = await lab.OpenAsync();
        var two = await lab.OpenAsync(lab.Spec("ses_2", worktree: lab.Worktree("two")));

        foreach (var kind in new[] { "mnt", "pid", "net", "ipc", "uts" })
        {
            var (mine, other) = (await SpaceAsync(lab, one, kind), await SpaceAsync(lab, two, kind));
            mine.ShouldStartWith($"{kind}:[");
            mine.ShouldNotBe(new FileInfo($"/proc/self/ns/{kind}").LinkTarget);
            mine.ShouldNotBe(other);
        }
    }

    [Fact]
    public async Task A_command_is_handed_nothing_open_but_its_own_three()
    {
        await using var lab = new SandboxLab(rung);
        var sandbox = await lab.OpenAsync();

        var result = await lab.RunAsync(
            sandbox,
            "ls -l /proc/$$/fd > /tmp/open; sed -n 's/.* \\([0-9]* -> \\)/\\1/p' /tmp/open"
        );

        var open = result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        string.Join(" ", open.Select(line => line.Split(' ')[0])).ShouldBe("0 1 2", result.Output);
    }

    [Theory]
    [InlineData("exec 3<>/proc/1/mem")]
    [InlineData("cat /proc/1/root/etc/passwd")]
    [InlineData("ls /proc/1/cwd/ && ls /proc/1/fd/")]
    [InlineData("cat /proc/kcore")]
    [InlineData("cat /proc/sysrq-trigger; echo b > /proc/sysrq-trigger")]
    [InlineData("echo x > /proc/sys/kernel/core_pattern")]
    [InlineData("ulimit -c unlimited")]
    [InlineData("cat /dev/sda /dev/vda /dev/mem /dev/kmsg /dev/fuse")]
    public async Task It_cannot_reach_the_kernel_or_the_first_process_by(string command)
    {
        await using var lab = new SandboxLab(rung);
        var sandbox = await lab.OpenAsync();

        (await lab.RunAsync(sandbox, command)).ExitCode.ShouldNotBe(0);
    }

    private static async Task<string> SpaceAsync(SandboxLab lab, ISandbox sandbox, string kind) =>
        (await lab.RunAsync(sandbox, $"readlink /proc/self/ns/{kind}")).Output.Trim();

    private static async Task<List<Mounted>> MountsAsync(SandboxLab lab, ISandbox sandbox)
    {
        var result = await lab.RunAsync(
            sandbox,
            "awk '{ k = $0; sub(/.* - /, \"\", k); split(k, w, \" \"); print $5, $6, w[1] }' /proc/self/mountinfo"
        );
        return
        [
            .. result
                .Output.Split('\n')
                .Select(line => line.Split(' '))
                .Where(words => words.Length == 3)
                .Select(words => new Mounted(words[0], words[1].Split(','), words[2])),
        ];
    }

    private sealed record Mounted(string Place, string[] Options, string Kind)
    {
        public bool IsWritable => !Has("ro");

        public bool Has(string option) => Options.Contains(option);
    }
}

public sealed class BubblewrapBoundaryTests() : BoundaryTests(Rung.Bubblewrap);

public sealed class UnprivilegedBoundaryTests() : BoundaryTests(Rung.Unprivileged);

public sealed class ContainerBoundaryTests() : BoundaryTests(Rung.Container);
