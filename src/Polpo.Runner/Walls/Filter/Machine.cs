using System.Runtime.InteropServices;
using Processor = System.Runtime.InteropServices.Architecture;

namespace Polpo.Runner.Walls.Filter;

/// <summary>What differs between processors: how the kernel names them, and the numbers of system calls.</summary>
internal sealed record Machine
{
    /// <summary>AUDIT_ARCH_…: a call by another entry of the kernel (32 bit, above all) has other numbers.</summary>
    public required uint Architecture { get; init; }

    /// <summary>From here on the numbers are a second set for the same calls (x32).</summary>
    public uint? OtherNumbersFrom { get; init; }

    public required uint CloneProcess { get; init; }
    public required uint Ioctl { get; init; }
    public required uint Socket { get; init; }

    /// <summary>It makes sockets of a family, too, before it finds that the family has no pairs.</summary>
    public required uint SocketPair { get; init; }
    public required uint[] Denied { get; init; }

    /// <summary>clone3, whose flags a filter cannot see, and io_uring, which would make calls behind the filter's back.</summary>
    public uint[] Absent { get; } = [435, 425, 426, 427];

    /// <summary>
    /// Calls that have the same number everywhere: the mount calls by descriptor (open_tree, move_mount, fsopen, fsconfig, fsmount,
    /// fspick, mount_setattr, open_tree_attr), quotactl_fd, pidfd_getfd.
    /// </summary>
    private static readonly uint[] _everywhere = [428, 429, 430, 431, 432, 433, 442, 467, 443, 438];

    public static Machine X64 { get; } =
        new()
        {
            Architecture = 0xc000003e,
            OtherNumbersFrom = 0x40000000,
            CloneProcess = 56,
            Ioctl = 16,
            Socket = 41,
            SocketPair = 53,
            // mount umount2 pivot_root chroot | unshare setns | ptrace process_vm_readv process_vm_writev kcmp
            // bpf perf_event_open userfaultfd | add_key request_key keyctl | open_by_handle_at | init_module finit_module
            // delete_module create_module | kexec_load kexec_file_load reboot | swapon swapoff acct quotactl | settimeofday
            // clock_settime sethostname setdomainname syslog vhangup | iopl ioperm modify_ldt uselib _sysctl lookup_dcookie nfsservctl
            Denied =
            [
                .. (uint[])[165, 166, 155, 161, 272, 308, 101, 310, 311, 312, 321, 298, 323, 248, 249, 250, 304],
                .. (uint[])[175, 313, 176, 174, 246, 320, 169, 167, 168, 163, 179, 164, 227, 170, 171, 103, 153],
                .. (uint[])[172, 173, 154, 134, 156, 212, 180],
                .. _everywhere,
            ],
        };

    public static Machine Arm64 { get; } =
        new()
        {
            Architecture = 0xc00000b7,
            CloneProcess = 220,
            Ioctl = 29,
            Socket = 198,
            SocketPair = 199,
            // The same, in the same order, as far as they exist.
            Denied =
            [
                .. (uint[])[40, 39, 41, 51, 97, 268, 117, 270, 271, 272, 280, 241, 282, 217, 218, 219, 265],
                .. (uint[])[105, 273, 106, 104, 294, 142, 224, 225, 89, 60, 170, 112, 161, 162, 116, 58],
                .. (uint[])[18, 42],
                .. _everywhere,
            ],
        };

    /// <exception cref="RunnerFault">Another processor.</exception>
    public static Machine Here =>
        RuntimeInformation.ProcessArchitecture switch
        {
            Processor.X64 => X64,
            Processor.Arm64 => Arm64,
            var other => throw RunnerFault.Unavailable(
                $"Sandboxes have a system-call filter for x64 and arm64 only; this is {other}. Run Polpo on one of those."
            ),
        };
}
