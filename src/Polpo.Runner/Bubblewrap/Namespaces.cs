using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Polpo.Runner.Linux;
using Polpo.Runner.Walls.Entry;

namespace Polpo.Runner.Bubblewrap;

/// <summary>
/// The way into a sandbox, by handles that are opened once: a process number could be given to another process after the sandbox
/// has ended. bubblewrap makes two user namespaces: the outer one owns the mounts and forbids more of its kind, the inner one
/// holds the commands.
/// </summary>
internal sealed partial class Namespaces : IDisposable
{
    private const ulong GetParent = 0xb702;
    private static readonly string[] _kinds = ["mnt", "pid", "net", "ipc", "uts", "cgroup"];

    private readonly List<SafeFileHandle> _spaces;
    private readonly SafeFileHandle? _inner;
    private readonly SafeFileHandle? _outer;

    /// <param name="user">The sandbox's user when we are root; null when it is ourselves.</param>
    public Namespaces(int first, uint? user)
    {
        _spaces = [.. _kinds.Select(kind => File.OpenHandle($"/proc/{first}/ns/{kind}"))];
        // A container may have none of its own, and nobody can enter the one that he is in.
        _inner = IsOurs(first) ? null : File.OpenHandle($"/proc/{first}/ns/user");
        _outer = user is null && _inner is not null ? Parent(_inner) : null;
    }

    public SafeFileHandle Mounts => _spaces[0];

    public SafeHandle Network => _spaces[Array.IndexOf(_kinds, "net")];

    public IReadOnlyList<string>? NetworkWords =>
        _outer is null
            ? null
            : ["nsenter", $"--net={PathOf(Network)}", $"--user={PathOf(_outer)}", "--preserve-credentials", "--"];

    /// <summary>What an entry has to join; the rest of the order is its asker's.</summary>
    /// <param name="user">As in the constructor.</param>
    /// <param name="held">Holds them until the entry has been started.</param>
    /// <exception cref="ObjectDisposedException">The sandbox has gone.</exception>
    public EntryOrder Order(uint? user, HeldHandles held) =>
        new()
        {
            Owner = _outer is null ? null : held.Number(_outer),
            Spaces = [.. _spaces.Select(held.Number)],
            User = _inner is null ? null : held.Number(_inner),
            Become = user,
        };

    public void Dispose()
    {
        _spaces.ForEach(space => space.Dispose());
        _inner?.Dispose();
        _outer?.Dispose();
    }

    private static bool IsOurs(int first) =>
        new FileInfo($"/proc/{first}/ns/user").LinkTarget == new FileInfo("/proc/self/ns/user").LinkTarget;

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
