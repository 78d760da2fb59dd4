using System.Runtime.InteropServices;

namespace Polpo.Runner.Linux.Spawning;

/// <summary>Functions of the C library as plain addresses, so that a thread can call them which may no longer load anything.</summary>
internal static unsafe class Libc
{
    private static readonly nint _program = NativeLibrary.GetMainProgramHandle();

    public static readonly delegate* unmanaged<int*, byte*, void*, void*, byte**, byte**, int> Spawn =
        (delegate* unmanaged<int*, byte*, void*, void*, byte**, byte**, int>)Find("posix_spawn");

    public static readonly delegate* unmanaged<int, void*, nuint, nint> Read = (delegate* unmanaged<
        int,
        void*,
        nuint,
        nint>)Find("read");

    public static readonly delegate* unmanaged<int, void*, nuint, nint> Write = (delegate* unmanaged<
        int,
        void*,
        nuint,
        nint>)Find("write");

    public static readonly delegate* unmanaged<int, nuint, nuint, nuint, nuint, int> Control = (delegate* unmanaged<
        int,
        nuint,
        nuint,
        nuint,
        nuint,
        int>)Find("prctl");

    public static readonly delegate* unmanaged<nint, nint, nint, nint> Call = (delegate* unmanaged<
        nint,
        nint,
        nint,
        nint>)Find("syscall");

    private static nint Find(string name) => NativeLibrary.GetExport(_program, name);
}
