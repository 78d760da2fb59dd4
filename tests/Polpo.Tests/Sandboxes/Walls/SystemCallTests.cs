using Polpo.Core.Sandboxes;
using Polpo.Runner.Walls.Filter;
using Shouldly;
using Xunit;

namespace Polpo.Tests.Sandboxes.Walls;

/// <summary>The system-call filter as a command meets it. perl makes calls by their number.</summary>
public abstract class SystemCallTests(Rung rung)
{
    private const int NotPermitted = 1;
    private const int NoSuchCall = 38;

    [Fact]
    public async Task Every_call_on_the_list_is_refused()
    {
        await using var lab = new SandboxLab(rung);
        var sandbox = await lab.OpenAsync();

        (await RefusalsAsync(lab, sandbox, Machine.Here.Denied)).ShouldAllBe(error => error == NotPermitted);
        (await RefusalsAsync(lab, sandbox, Machine.Here.Absent)).ShouldAllBe(error => error == NoSuchCall);
    }

    [Fact]
    public async Task No_program_can_ever_bring_a_right_back()
    {
        await using var lab = new SandboxLab(rung);
        var sandbox = await lab.OpenAsync();

        var result = await lab.RunAsync(sandbox, "grep -hE ^CapBnd /proc/1/status /proc/self/status");

        result.Output.ShouldBe("CapBnd:\t0000000000000000\nCapBnd:\t0000000000000000\n");
    }

    [Fact]
    public async Task The_first_process_stands_behind_the_filter_too()
    {
        await using var lab = new SandboxLab(rung);
        var sandbox = await lab.OpenAsync();

        var result = await lab.RunAsync(sandbox, "grep -h ^Seccomp: /proc/1/status /proc/self/status");

        result.Output.ShouldBe("Seccomp:\t2\nSeccomp:\t2\n");
    }

    [Theory]
    [InlineData(0x10000000, NotPermitted)] // a user namespace
    [InlineData(0x00020000, NotPermitted)] // a mount namespace
    [InlineData(0x40000000, NotPermitted)] // a network namespace
    public async Task No_process_begins_in_a_new_namespace(long flags, int error)
    {
        await using var lab = new SandboxLab(rung);
        var sandbox = await lab.OpenAsync();

        var result = await lab.RunAsync(
            sandbox,
            $"perl -e 'my $r = syscall({Machine.Here.CloneProcess}, {flags} | 17, 0, 0, 0, 0); print $r < 0 ? $!+0 : \"made\"; exit 0'"
        );

        result.Output.ShouldBe($"{error}");
    }

    [Theory]
    [InlineData("socket(S, 40, 1, 0)")] // to a virtual machine's host
    [InlineData("socket(S, 17, 3, 0)")] // raw packets
    [InlineData("socket(S, 38, 5, 0)")] // the kernel's ciphers
    [InlineData("socket(S, 16, 3, 9)")] // netlink: audit
    [InlineData("socket(S, 16, 3, 12)")] // netlink: firewall
    [InlineData("ioctl(STDIN, 0x5412, $0)")] // typing into a terminal
    public async Task No_door_into_the_kernel_opens_that_a_build_has_no_use_for(string call)
    {
        await using var lab = new SandboxLab(rung);
        var sandbox = await lab.OpenAsync();

        // A tty's ioctl on a pipe would fail with "not a typewriter" (25).
        var result = await lab.RunAsync(sandbox, $"perl -e 'print {call} ? \"open\" : $!+0'");

        result.Output.ShouldBeOneOf("1", "93", "97");
    }

    [Fact]
    public async Task Calls_by_another_door_of_the_kernel_end_the_program()
    {
        if (Machine.Here != Machine.X64)
            Assert.Skip("Only x64 has a second door.");
        await using var lab = new SandboxLab(rung);
        File.WriteAllBytes(Path.Combine(lab.Worktree(), "old"), ThirtyTwoBitCall());
        var sandbox = await lab.OpenAsync();

        (await lab.RunAsync(sandbox, "chmod +x old && ./old")).ExitCode.ShouldBe(128 + 31);
        (
            await lab.RunAsync(sandbox, $"perl -e 'print syscall(0x40000000 + 39) < 0 ? $!+0 : \"done\"'")
        ).Output.ShouldBe($"{NoSuchCall}");
    }

    private static async Task<List<int>> RefusalsAsync(SandboxLab lab, ISandbox sandbox, uint[] calls)
    {
        var result = await lab.RunAsync(
            sandbox,
            $"perl -e 'for ({string.Join(',', calls)}) {{ print syscall($_, 0, 0, 0, 0, 0) < 0 ? $!+0 : 0, \"\\n\" }}'"
        );
        var errors = result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse).ToList();
        errors.Count.ShouldBe(calls.Length, result.Output);
        return errors;
    }

    /// <summary>A program of a few bytes: getpid by the 32-bit door, then a clean exit.</summary>
    private static byte[] ThirtyTwoBitCall() =>
        Convert.FromHexString(
            "7f454c4602010100000000000000000002003e000100000078004000000000004000000000000000000000000000000000000000400038000100000000000000" // ELF, 64 bit
                + "0100000005000000000000000000000000004000000000000000400000000000880000000000000088000000000000000010000000000000" // all of it, to be executed
                + "b814000000cd80" // mov eax, 20; int 0x80
                + "31ffb83c0000000f05" // xor edi, edi; mov eax, 60; syscall
        );
}
