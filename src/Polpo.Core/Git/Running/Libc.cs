using System.Runtime.InteropServices;

namespace Polpo.Core.Git.Running;

/// <summary>The system calls that .NET does not offer: opening beneath a folder without following links, and names that are not UTF-8.</summary>
internal static class Libc
{
    public const int AtEmptyPath = 0x1000;
    public const int AtNoFollow = 0x100;
    public const int BasicStats = 0x7ff;
    public const long OpenAt2 = 437;

    public const int ReadOnly = 0;
    public const int WriteOnly = 1;
    public const int Create = 0x40;
    public const int Exclusive = 0x80;
    public const int NonBlocking = 0x800;
    public const int CloseOnExec = 0x80000;

    /// <summary>These two differ between processors.</summary>
    public static readonly int Directory = IsArm ? 0x4000 : 0x10000;
    public static readonly int NoFollow = IsArm ? 0x8000 : 0x20000;

    public const ulong ResolveNoMagicLinks = 0x02;
    public const ulong ResolveNoSymlinks = 0x04;
    public const ulong ResolveBeneath = 0x08;

    private static bool IsArm => RuntimeInformation.ProcessArchitecture is Architecture.Arm64 or Architecture.Arm;

    [DllImport("libc", SetLastError = true)]
    public static extern int kill(int process, int signal);

    [DllImport("libc", SetLastError = true)]
    public static extern long syscall(long number, int folder, byte[] path, ref OpenHow how, nuint size);

    [DllImport("libc", SetLastError = true)]
    public static extern int open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport("libc", SetLastError = true)]
    public static extern int openat(int folder, byte[] name, int flags);

    [DllImport("libc", SetLastError = true)]
    public static extern int close(int file);

    [DllImport("libc", SetLastError = true)]
    public static extern nint fdopendir(int file);

    [DllImport("libc", SetLastError = true)]
    public static extern nint readdir(nint folder);

    [DllImport("libc", SetLastError = true)]
    public static extern int closedir(nint folder);

    [DllImport("libc", SetLastError = true)]
    public static extern nint readlinkat(int folder, byte[] name, byte[] target, nint size);

    [DllImport("libc", SetLastError = true)]
    public static extern int statx(int folder, byte[] name, int flags, uint mask, out Stat stat);

    [StructLayout(LayoutKind.Sequential)]
    public struct OpenHow
    {
        public ulong Flags;
        public ulong Mode;
        public ulong Resolve;
    }

    /// <summary>The parts of <c>struct statx</c> that tell whether a file is the same.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    public struct Stat
    {
        [FieldOffset(28)]
        public ushort Mode;

        [FieldOffset(32)]
        public ulong Inode;

        [FieldOffset(40)]
        public ulong Size;

        [FieldOffset(96)]
        public long ChangedSeconds;

        [FieldOffset(104)]
        public uint ChangedNanos;

        [FieldOffset(112)]
        public long ModifiedSeconds;

        [FieldOffset(120)]
        public uint ModifiedNanos;

        [FieldOffset(136)]
        public uint DeviceMajor;

        [FieldOffset(140)]
        public uint DeviceMinor;
    }
}
