using System.Runtime.InteropServices;

namespace Polpo.Runner.Linux;

/// <summary>Waits until one of two descriptors has something to read, on the calling thread.</summary>
internal static partial class Poll
{
    private const short In = 1;

    [StructLayout(LayoutKind.Sequential)]
    private struct Entry
    {
        public int Descriptor;
        public short Events;
        public short Returned;
    }

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    private static unsafe partial int PollCall(Entry* entries, nuint count, int milliseconds);

    /// <summary>Whether the first, and the second, can be read, or are at their end. Both false: the time is over. A null handle is never ready.</summary>
    /// <exception cref="ObjectDisposedException">A handle is closed.</exception>
    public static unsafe (bool First, bool Second) Wait(SafeHandle? first, SafeHandle? second, int milliseconds)
    {
        bool firstHeld = false,
            secondHeld = false;
        try
        {
            var entries = stackalloc Entry[2];
            entries[0] = new Entry { Descriptor = Hold(first, ref firstHeld), Events = In };
            entries[1] = new Entry { Descriptor = Hold(second, ref secondHeld), Events = In };
            var ready = PollCall(entries, 2, milliseconds);
            return ready > 0 ? (entries[0].Returned != 0, entries[1].Returned != 0) : (false, false);
        }
        finally
        {
            if (firstHeld)
                first!.DangerousRelease();
            if (secondHeld)
                second!.DangerousRelease();
        }
    }

    /// <summary>A handle that another thread closes meanwhile keeps its number until the wait is over.</summary>
    private static int Hold(SafeHandle? handle, ref bool held)
    {
        handle?.DangerousAddRef(ref held);
        return handle is null ? -1 : (int)handle.DangerousGetHandle();
    }
}
