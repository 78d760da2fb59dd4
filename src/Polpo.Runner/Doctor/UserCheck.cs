using Polpo.Runner.Linux;
using Polpo.Runner.Protocol;
using Polpo.Runner.Sandboxes;

namespace Polpo.Runner.Doctor;

/// <summary>As whom sandboxes run.</summary>
internal static class UserCheck
{
    private const string Name = "user";

    public static InspectCheck Run(UserIds ids) =>
        Native.UserId() != 0 ? Ourselves()
        : ids.IsMapped(File.ReadLines("/proc/self/uid_map"))
            ? new InspectCheck(Name, true, $"root: user ids of its own for each workspace ({ids})", "")
        : new InspectCheck(
            Name,
            false,
            $"This container has no user id {ids.First}: no sandbox can be opened as another user than root.",
            $"Set {UserIds.Variable}=20000:16 where Polpo is started, or give the container more user ids."
        )
        {
            Cost = NamespaceCheck.NoSandbox,
        };

    private static InspectCheck Ourselves() =>
        new(Name, true, "not root: sandboxes run under your own user id", "sudo polpo serve")
        {
            Cost =
                "Only the mounts keep workspaces from each other's files, and installed dependencies are copied into each sandbox.",
        };
}
