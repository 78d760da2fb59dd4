using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Polpo.Runner.Linux.Spawning;

/// <summary>A pipe whose ends no child inherits unless it is given them.</summary>
internal sealed partial class Pipe : IDisposable
{
    private const int CloseOnExec = 0x80000;

    public unsafe Pipe()
    {
        var ends = stackalloc int[2];
        Native.Check(PipeCall(ends, CloseOnExec), "pipe2");
        Reading = new SafeFileHandle(ends[0], ownsHandle: true);
        Writing = new SafeFileHandle(ends[1], ownsHandle: true);
    }

    public SafeFileHandle Reading { get; }

    public SafeFileHandle Writing { get; }

    /// <summary>Gives it to a user, who may then open it anew, as <c>/dev/stdout</c>.</summary>
    public void GiveTo(uint user) => Native.Check(GiveCall(Reading, user, user), "fchown");

    public void Dispose()
    {
        Reading.Dispose();
        Writing.Dispose();
    }

    [LibraryImport("libc", EntryPoint = "fchown", SetLastError = true)]
    private static partial int GiveCall(SafeFileHandle file, uint user, uint group);

    [LibraryImport("libc", EntryPoint = "pipe2", SetLastError = true)]
    private static unsafe partial int PipeCall(int* ends, int flags);
}
