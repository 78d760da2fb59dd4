using Polpo.Runner.Protocol;

namespace Polpo.Runner.Doctor;

/// <summary>Whether the kernel can filter the system calls of a process.</summary>
internal static class SystemCallCheck
{
    private const string Actions = "/proc/sys/kernel/seccomp/actions_avail";

    public static InspectCheck Run() =>
        File.Exists(Actions)
            ? new InspectCheck("seccomp", true, "the kernel filters system calls", "")
            : new InspectCheck(
                "seccomp",
                false,
                "The kernel cannot filter system calls.",
                "Use a kernel with CONFIG_SECCOMP_FILTER=y, as every distribution's is."
            )
            {
                Cost = "A hole in a rarely used system call is a hole in the sandbox.",
            };
}
