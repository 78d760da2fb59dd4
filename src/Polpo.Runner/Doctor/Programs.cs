using Polpo.Runner.Protocol;
using Polpo.Runner.Sandboxes;

namespace Polpo.Runner.Doctor;

/// <summary>The programs of the system that a sandbox is opened and watched with.</summary>
internal static class Programs
{
    private static readonly (string Name, string Package)[] _needed =
    [
        ("bwrap", "bubblewrap"),
        ("setpriv", "util-linux"),
        ("nsenter", "util-linux"),
        ("bash", "bash"),
        ("find", "findutils"),
    ];

    /// <summary>How each family of distributions installs a package.</summary>
    private static readonly (string Program, string Words)[] _installers =
    [
        ("apt-get", "apt-get install -y"),
        ("dnf", "dnf install -y"),
        ("zypper", "zypper install -y"),
        ("pacman", "pacman -S --noconfirm"),
        ("apk", "apk add"),
    ];

    public static InspectCheck Check()
    {
        const string Name = "programs";
        var missing = _needed.Where(one => Find(one.Name) is null).ToList();
        return missing.Count == 0
            ? new InspectCheck(Name, true, string.Join(", ", _needed.Select(one => Find(one.Name))), "")
            : new InspectCheck(
                Name,
                false,
                $"{string.Join(" and ", missing.Select(one => one.Name))} {(missing.Count == 1 ? "is" : "are")} not installed.",
                $"sudo {Installer()} {string.Join(' ', missing.Select(one => one.Package).Distinct())}"
            )
            {
                Cost = NamespaceCheck.NoSandbox,
            };
    }

    /// <summary>Where a sandbox's programs are looked for when it is opened: not along our own path.</summary>
    public static string? Find(string program) =>
        Launch
            .Environment("/")["PATH"]
            .Split(':')
            .Select(folder => Path.Combine(folder, program))
            .FirstOrDefault(File.Exists);

    private static string Installer() =>
        _installers.FirstOrDefault(one => Find(one.Program) is not null).Words ?? _installers[0].Words;
}
