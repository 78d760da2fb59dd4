using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Polpo.Runner.Linux;

/// <summary>The system calls that .NET has no words for.</summary>
internal static partial class Native
{
    public const int CloneNewNs = 0x00020000;
    public const int CloneNewNet = 0x40000000;
    public const int SigKill = 9;
    public const int SigStop = 19;
    public const int SigContinue = 18;

    [LibraryImport("libc", EntryPoint = "getuid")]
    public static partial uint UserId();

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    public static partial int Kill(int pid, int signal);

    [LibraryImport("libc", EntryPoint = "unshare", SetLastError = true)]
    private static partial int UnshareCall(int flags);

    [LibraryImport("libc", EntryPoint = "setns", SetLastError = true)]
    private static partial int SetNsCall(int descriptor, int kind);

    [LibraryImport("libc", EntryPoint = "chown", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int ChownCall(string path, uint user, uint group);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial long PidFdOpenCall(long number, int pid, uint flags);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial long PidFdSignalCall(long number, int descriptor, int signal, nint info, uint flags);

    public static void Unshare(int flags) => Check(UnshareCall(flags), "unshare");

    public static void SetNs(SafeHandle space, int kind)
    {
        using var held = new HeldHandles();
        Check(SetNsCall(held.Number(space), kind), "setns");
    }

    public static void Chown(string path, uint user) => Check(ChownCall(path, user, user), $"chown {path}");

    /// <summary>A handle on a process that stays with it when its number is given to another; readable once it has ended.</summary>
    public static Microsoft.Win32.SafeHandles.SafeFileHandle OpenProcess(int pid)
    {
        var descriptor = PidFdOpenCall(434, pid, 0);
        Check((int)descriptor, "pidfd_open");
        return new Microsoft.Win32.SafeHandles.SafeFileHandle((nint)descriptor, ownsHandle: true);
    }

    /// <summary>Does nothing to a process that has ended, nor by a handle that is closed: its number may be another process's handle.</summary>
    public static void Signal(Microsoft.Win32.SafeHandles.SafeFileHandle process, int signal)
    {
        using var held = new HeldHandles();
        try
        {
            _ = PidFdSignalCall(424, held.Number(process), signal, 0, 0);
        }
        catch (ObjectDisposedException) { }
    }

    [LibraryImport("libc", EntryPoint = "waitid", SetLastError = true)]
    private static unsafe partial int WaitIdCall(int kind, int id, int* info, int options);

    /// <summary>How a child has ended, 128 + n when signal n ended it, leaving it to be waited for; null when it runs, or was waited for already.</summary>
    public static unsafe int? ExitOf(Microsoft.Win32.SafeHandles.SafeFileHandle process)
    {
        const int OfDescriptor = 3,
            Exited = 4,
            NoHang = 1,
            NoWait = 0x0100_0000,
            ByItself = 1;
        // siginfo_t: number, error, code, padding, pid, uid, status.
        var info = stackalloc int[32];
        new Span<int>(info, 32).Clear();
        using var held = new HeldHandles();
        var done = WaitIdCall(OfDescriptor, held.Number(process), info, Exited | NoHang | NoWait);
        return done != 0 || info[4] == 0 ? null
            : info[2] == ByItself ? info[6]
            : 128 + info[6];
    }

    internal static void Check(int result, string what)
    {
        if (result >= 0)
            return;
        var error = Marshal.GetLastPInvokeError();
        throw new IOException($"{what}: {new Win32Exception(error).Message}", error);
    }
}
