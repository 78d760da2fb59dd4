using Polpo.Runner.Protocol;
using Polpo.Runner.Walls.Landlock;

namespace Polpo.Runner.Doctor;

/// <summary>Whether the walls inside a sandbox can be had here.</summary>
internal static class WallChecks
{
    public static InspectCheck Landlock() =>
        Ruleset.Available
            ? new InspectCheck("landlock", true, $"a second wall around files (version {Ruleset.Version})", "")
            : new InspectCheck(
                "landlock",
                false,
                Ruleset.Version == 0
                    ? "The kernel has no Landlock, or it is switched off: files are held by the mounts alone."
                    : "The kernel's Landlock is too old to be used: files are held by the mounts alone.",
                "Use Linux 5.19 or newer with \"landlock\" among the lsm= of the kernel's command line."
            )
            {
                Cost = "One wall less: a fault in the mounts would lay files of this machine open.",
            };
}
