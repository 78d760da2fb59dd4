using Polpo.Runner.Limits;
using Polpo.Runner.Linux;
using Polpo.Runner.Protocol;

namespace Polpo.Runner.Doctor;

/// <summary>Tells what this machine has for sandboxes, what it lacks, what that costs and what mends it: by trying it.</summary>
internal sealed class Inspection(Cgroups cgroups, string home)
{
    public async Task<InspectReply> RunAsync(IReadOnlyList<string> roots)
    {
        var programs = Programs.Check();
        var spaces = await NamespaceCheck.RunAsync(programs.Ok);
        var failed =
            programs is { Ok: false } ? programs
            : spaces.Ok ? null
            : spaces;
        return new InspectReply(
            [
                programs,
                spaces,
                SystemCallCheck.Run(),
                WallChecks.Landlock(),
                User(),
                LimitCheck.Run(cgroups),
                .. StorageChecks.Run(home),
                .. RootCheck.Run(roots),
                Network(),
                EngineSockets.Run(),
            ],
            failed is null ? null : $"{failed.Detail} {failed.Remedy}"
        );
    }

    private static InspectCheck User() =>
        Native.UserId() == 0
            ? new InspectCheck("user", true, "root: each workspace has a user id of its own", "")
            : new InspectCheck("user", true, "not root: sandboxes run under your own user id", "sudo polpo serve")
            {
                Cost =
                    "Only the mounts keep workspaces from each other's files, and installed dependencies are copied into each sandbox.",
            };

    private static InspectCheck Network() =>
        new("egress", true, "off by default; allowed hosts through the runner's proxy", "");
}
