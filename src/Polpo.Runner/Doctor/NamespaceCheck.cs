using Polpo.Runner.Linux;
using Polpo.Runner.Protocol;
using Polpo.Runner.Sandboxes;

namespace Polpo.Runner.Doctor;

/// <summary>Opens a sandbox that does nothing, and finds out what forbids it.</summary>
internal static class NamespaceCheck
{
    public const string NoSandbox =
        "No sandbox can be opened with bubblewrap: agents run nothing, unless a container engine is set up.";

    private const string Name = "namespaces";

    /// <summary>The kernel's switches that forbid user namespaces: the file, the value that does, and what allows them.</summary>
    private static readonly (string File, string Forbids, string Cure)[] _switches =
    [
        ("/proc/sys/user/max_user_namespaces", "0", "sudo sysctl -w user.max_user_namespaces=15000"),
        ("/proc/sys/kernel/unprivileged_userns_clone", "0", "sudo sysctl -w kernel.unprivileged_userns_clone=1"),
        (
            "/proc/sys/kernel/apparmor_restrict_unprivileged_userns",
            "1",
            "sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0"
        ),
    ];

    public static async Task<InspectCheck> RunAsync(bool installed)
    {
        if (!installed)
            return new InspectCheck(Name, false, "Namespaces were not tried: a program is missing.", "polpo doctor")
            {
                Cost = "Unknown until the program is there.",
            };
        var errors = await Launch.RunAsync(Words());
        return errors is null
            ? new InspectCheck(Name, true, "user, mount, pid, network, ipc and uts namespaces work", "")
            : Wrong(errors);
    }

    private static IEnumerable<string> Words() =>
        [
            .. Native.UserId() == 0
                ? new[] { "setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups", "--no-new-privs" }
                : [],
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
        ];

    private static InspectCheck Wrong(string errors)
    {
        var set = _switches.Where(one => Value(one.File) == one.Forbids).ToList();
        var (detail, remedy) =
            set.Count > 0
                ? (
                    $"The kernel forbids user namespaces: {string.Join(", ", set.Select(one => $"{one.File} is {one.Forbids}"))}.",
                    string.Join(" && ", set.Select(one => one.Cure))
                )
            : IsContainer()
                ? (
                    $"This container may not make namespaces: {errors}.",
                    "docker run --security-opt seccomp=unconfined --security-opt apparmor=unconfined --security-opt systempaths=unconfined …"
                )
            : (
                $"bubblewrap cannot make its namespaces: {errors}.",
                "bwrap --unshare-all --ro-bind / / --proc /proc --dev /dev true"
            );
        return new InspectCheck(Name, false, detail, remedy) { Cost = NoSandbox };
    }

    private static bool IsContainer() =>
        File.Exists("/.dockerenv")
        || File.Exists("/run/.containerenv")
        || Environment.GetEnvironmentVariable("container") is not null;

    private static string? Value(string file)
    {
        try
        {
            return File.Exists(file) ? File.ReadAllText(file).Trim() : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
