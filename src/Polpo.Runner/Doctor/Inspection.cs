using Polpo.Runner.Limits;
using Polpo.Runner.Linux;
using Polpo.Runner.Protocol;
using Polpo.Runner.Sandboxes;

namespace Polpo.Runner.Doctor;

/// <summary>Tells what this machine has for sandboxes and what it lacks, by trying it.</summary>
internal sealed class Inspection(Cgroups cgroups)
{
    private static readonly (string Program, string Package)[] _programs =
    [
        ("bwrap", "bubblewrap"),
        ("setpriv", "util-linux"),
        ("nsenter", "util-linux"),
        ("bash", "bash"),
    ];

    public async Task<InspectReply> RunAsync()
    {
        var programs = _programs.Select(one => Program(one.Program, one.Package)).ToList();
        var missing = programs.Find(check => !check.Ok);
        InspectCheck[] rest = [await SpacesAsync(missing is null), WallChecks.Landlock(), User(), Limits(), Network()];
        var failed = missing ?? (rest[0].Ok ? null : rest[0]);
        return new InspectReply([.. programs, .. rest], failed is null ? null : $"{failed.Detail} {failed.Remedy}");
    }

    private static InspectCheck Program(string program, string package)
    {
        var path = (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(':')
            .Select(folder => Path.Combine(folder, program))
            .FirstOrDefault(File.Exists);
        return path is null
            ? new InspectCheck(program, false, $"{program} is not installed.", $"Install it: apt-get install {package}")
            : new InspectCheck(program, true, path, "");
    }

    private static async Task<InspectCheck> SpacesAsync(bool installed)
    {
        const string Name = "namespaces";
        if (!installed)
            return new InspectCheck(
                Name,
                false,
                "Namespaces were not tried: a program is missing.",
                "Install it, and ask again."
            );
        string[] drop =
            Native.UserId() == 0
                ? ["setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups", "--no-new-privs"]
                : [];
        var errors = await Launch.RunAsync([
            .. drop,
            "bwrap",
            "--unshare-all",
            "--unshare-user",
            "--disable-userns",
            "--ro-bind",
            "/",
            "/",
            "--proc",
            "/proc",
            "--dev",
            "/dev",
            "true",
        ]);
        return errors is null
            ? new InspectCheck(Name, true, "user, mount, pid, network, ipc and uts namespaces work", "")
            : new InspectCheck(
                Name,
                false,
                $"bubblewrap cannot make its namespaces: {errors}.",
                "Allow unprivileged user namespaces (sysctl kernel.unprivileged_userns_clone=1, kernel.apparmor_restrict_unprivileged_userns=0); in a container also allow a new /proc."
            );
    }

    private static InspectCheck User() =>
        Native.UserId() == 0
            ? new InspectCheck("user", true, "root: each workspace has a user id of its own", "")
            : new InspectCheck(
                "user",
                true,
                "not root: sandboxes run under your own user id, layers are copied",
                "Run the server as root for a user id per workspace and copy-on-write layers."
            );

    private InspectCheck Limits() =>
        cgroups.Limiting.Count > 0
            ? new InspectCheck(
                "limits",
                true,
                $"memory, cpu and processes by {string.Join(", ", cgroups.Limiting.Select(Path.GetDirectoryName))}",
                ""
            )
            : new InspectCheck(
                "limits",
                false,
                "No control group can be written: sandboxes have no memory, cpu and process limits.",
                "Run as root, or delegate a control group to your user."
            );

    private static InspectCheck Network() =>
        new("egress", true, "off by default; allowed hosts through the runner's proxy", "");
}
