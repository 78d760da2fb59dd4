using System.Globalization;

namespace Polpo.Core.Sandboxes;

/// <summary>Changes when programs are installed into a root file system, or updated there: what was built on it before is not for it any more.</summary>
internal static class SystemStamp
{
    private static readonly string[] _changed =
    [
        "etc/os-release",
        "usr/lib/os-release",
        "usr/bin",
        "usr/local/bin",
        "var/lib/dpkg/status",
        "lib/apk/db/installed",
        "usr/lib/sysimage/rpm",
        "var/lib/rpm",
        "var/lib/pacman/local",
    ];

    public static string Of(string root) =>
        string.Join(
            ' ',
            _changed
                .Select(path => Path.Combine(root, path))
                .Where(Path.Exists)
                .Select(path => File.GetLastWriteTimeUtc(path).Ticks.ToString(CultureInfo.InvariantCulture))
                .Prepend(root)
        );
}
