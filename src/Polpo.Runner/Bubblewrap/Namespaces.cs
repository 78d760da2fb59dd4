using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Polpo.Runner.Linux;

namespace Polpo.Runner.Bubblewrap;

/// <summary>
/// The way into a sandbox, by handles that are opened once: a process number could be given to another process after the sandbox
/// has ended. bubblewrap makes two user namespaces: the outer one owns the mounts and forbids more of its kind, the inner one
/// holds the commands.
/// </summary>
internal sealed partial class Namespaces : IDisposable
{
    private const ulong GetParent = 0xb702;
    private static readonly (string Option, string File)[] _kinds =
    [
        ("mount", "mnt"),
        ("pid", "pid"),
        ("net", "net"),
        ("ipc", "ipc"),
        ("uts", "uts"),
    ];

    private readonly uint? _user;
    private readonly List<(string Option, SafeFileHandle Handle)> _spaces;
    private readonly SafeFileHandle _inner;
    private readonly SafeFileHandle? _outer;

    /// <param name="user">The sandbox's user when we are root; null when it is ourselves.</param>
    public Namespaces(int first, uint? user)
    {
        _user = user;
        _spaces = [.. _kinds.Select(kind => (kind.Option, File.OpenHandle($"/proc/{first}/ns/{kind.File}")))];
        _inner = File.OpenHandle($"/proc/{first}/ns/user");
        _outer = user is null ? Parent(_inner) : null;
    }

    public SafeHandle Network => _spaces.Find(space => space.Option == "net").Handle;

    public IReadOnlyList<string>? NetworkWords =>
        _outer is null
            ? null
            : ["nsenter", $"--net={PathOf(Network)}", $"--user={PathOf(_outer)}", "--preserve-credentials", "--"];

    public IEnumerable<string> Join() => _user is { } user ? AsRoot(user) : AsOwner();

    public void Dispose()
    {
        foreach (var (_, handle) in _spaces)
            handle.Dispose();
        _inner.Dispose();
        _outer?.Dispose();
    }

    private IEnumerable<string> AsRoot(uint user) =>
        [
            "setpriv",
            "--no-new-privs",
            "nsenter",
            .. Spaces(),
            $"--user={PathOf(_inner)}",
            "--setuid",
            $"{user}",
            "--setgid",
            $"{user}",
            "--",
        ];

    /// <summary>The mounts belong to the outer namespace, so that one is entered first; the inner is then found inside.</summary>
    private IEnumerable<string> AsOwner() =>
        [
            "setpriv",
            "--no-new-privs",
            "nsenter",
            .. Spaces(),
            $"--user={PathOf(_outer!)}",
            "--preserve-credentials",
            "--",
            "nsenter",
            "-t",
            "1",
            "--user",
            "--preserve-credentials",
            "--",
        ];

    private IEnumerable<string> Spaces() => _spaces.Select(space => $"--{space.Option}={PathOf(space.Handle)}");

    private static string PathOf(SafeHandle handle) =>
        $"/proc/{Environment.ProcessId}/fd/{handle.DangerousGetHandle()}";

    private static SafeFileHandle Parent(SafeFileHandle space)
    {
        var parent = ParentOf(space, GetParent);
        Native.Check(parent, "The sandbox's outer user namespace");
        return new SafeFileHandle(parent, ownsHandle: true);
    }

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    private static partial int ParentOf(SafeFileHandle space, ulong request);
}
