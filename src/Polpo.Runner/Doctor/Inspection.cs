using Polpo.Runner.Limits;
using Polpo.Runner.Protocol;
using Polpo.Runner.Sandboxes;

namespace Polpo.Runner.Doctor;

/// <summary>Tells what this machine has for sandboxes, what it lacks, what that costs and what mends it: by trying it.</summary>
internal sealed class Inspection(Cgroups cgroups, string home, UserIds ids)
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
                UserCheck.Run(ids),
                LimitCheck.Run(cgroups),
                .. StorageChecks.Run(home),
                .. RootCheck.Run(roots),
                Network(),
                EngineSockets.Run(),
            ],
            failed is null ? null : $"{failed.Detail} {failed.Remedy}"
        );
    }

    private static InspectCheck Network() =>
        new("egress", true, "off by default; allowed hosts through the runner's proxy", "");
}
