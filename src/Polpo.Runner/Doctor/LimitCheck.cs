using System.Globalization;
using Polpo.Runner.Limits;
using Polpo.Runner.Linux;
using Polpo.Runner.Protocol;

namespace Polpo.Runner.Doctor;

/// <summary>Which limits hold here, by which layout of control groups.</summary>
internal static class LimitCheck
{
    private const string Name = "limits";

    public static InspectCheck Run(Cgroups cgroups)
    {
        var missing = cgroups.Missing;
        return missing.Count == 0
            ? new InspectCheck(
                Name,
                true,
                $"memory, cpu, processes by {Layout(cgroups.Layout)}; disk by a watch that ends what runs",
                ""
            )
            : new InspectCheck(
                Name,
                false,
                $"{Reason(cgroups.Layout)}: sandboxes have no limit on {string.Join(", ", missing)}.",
                Remedy(cgroups.Layout)
            )
            {
                Cost =
                    "A command of an agent can take all of that from this machine; only its time, and the disk, stay limited.",
            };
    }

    private static string Layout(CgroupLayout layout) =>
        layout switch
        {
            CgroupLayout.Old => "control groups of version 1",
            CgroupLayout.New => "control groups of version 2",
            CgroupLayout.Both => "control groups of version 1, killed by those of version 2",
            _ => "no control groups",
        };

    private static string Reason(CgroupLayout layout) =>
        layout == CgroupLayout.None
            ? $"There are no control groups at {Cgroups.DefaultRoot}"
            : $"The {Layout(layout)} at {Cgroups.DefaultRoot} cannot be used by this user";

    private static string Remedy(CgroupLayout layout) =>
        (layout, Native.UserId() == 0) switch
        {
            (CgroupLayout.None, _) => $"sudo mount -t cgroup2 none {Cgroups.DefaultRoot}",
            (CgroupLayout.New, false) => "sudo polpo serve",
            (_, false) => string.Create(
                CultureInfo.InvariantCulture,
                $"for c in memory cpu pids freezer; do sudo mkdir -p {Cgroups.DefaultRoot}/$c/polpo; sudo chown -R {Native.UserId()} {Cgroups.DefaultRoot}/$c/polpo; done"
            ),
            (CgroupLayout.New, true) => $"mount -o remount,rw {Cgroups.DefaultRoot}",
            (_, true) => $"for c in {Cgroups.DefaultRoot}/*/; do mount -o remount,rw,bind $c; done",
        };
}
