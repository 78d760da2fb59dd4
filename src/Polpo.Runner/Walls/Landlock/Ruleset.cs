using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Polpo.Runner.Linux;

namespace Polpo.Runner.Walls.Landlock;

/// <summary>
/// Rules of the kernel's Landlock: who enters them may do below each path what was allowed there, and nothing anywhere else, whatever
/// the mounts say. They only ever narrow, and pass on to every child.
/// </summary>
internal sealed partial class Ruleset : IDisposable
{
    private const long CreateNumber = 444;
    private const long AddNumber = 445;

    /// <summary>Before this version moving a file to another folder was always forbidden, which git and npm do.</summary>
    private const int Oldest = 2;
    private const int PathBeneath = 1;

    private readonly PathRights _known;

    [StructLayout(LayoutKind.Sequential)]
    private struct Attributes
    {
        public ulong Paths;
        public ulong Network;
        public ulong Scopes;
    }

    [StructLayout(LayoutKind.Sequential, Pack = 1)]
    private struct Rule
    {
        public ulong Allowed;
        public int Parent;
    }

    public unsafe Ruleset()
    {
        _known =
            PathRights.All
            & ~(Version < 3 ? PathRights.Truncate : PathRights.None)
            & ~(Version < 5 ? PathRights.DeviceControl : PathRights.None);
        // Scopes: no abstract socket and no signal beyond those who entered the same rules.
        var attributes = new Attributes { Paths = (ulong)_known, Scopes = Version >= 6 ? 3UL : 0 };
        var size = (nuint)(
            Version >= 6 ? 24
            : Version >= 4 ? 16
            : 8
        );
        var descriptor = CreateCall(CreateNumber, &attributes, size, 0);
        Native.Check((int)descriptor, "landlock_create_ruleset");
        Handle = new SafeFileHandle((nint)descriptor, ownsHandle: true);
    }

    /// <summary>The kernel's version of Landlock; 0 when there is none, or it was switched off.</summary>
    public static unsafe int Version { get; } = Math.Max(0, (int)CreateCall(CreateNumber, null, 0, 1));

    public static bool Available => Version >= Oldest;

    public SafeFileHandle Handle { get; }

    public unsafe void Allow(SafeFileHandle path, PathRights rights)
    {
        if (!Directory.Exists(Beneath.PathOf(path)))
            rights &= PathRights.OfAFile;
        var rule = new Rule { Allowed = (ulong)(rights & _known), Parent = (int)path.DangerousGetHandle() };
        Native.Check((int)AddCall(AddNumber, Handle, PathBeneath, &rule, 0), "landlock_add_rule");
    }

    public void Dispose() => Handle.Dispose();

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static unsafe partial long CreateCall(long number, Attributes* attributes, nuint size, uint flags);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static unsafe partial long AddCall(long number, SafeFileHandle ruleset, int kind, Rule* rule, uint flags);
}
