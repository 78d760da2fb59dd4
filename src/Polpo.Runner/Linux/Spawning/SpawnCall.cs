using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Polpo.Runner.Linux.Spawning;

/// <summary>A call of <c>posix_spawn</c> with all that it points at, made ready in memory that does not move.</summary>
internal sealed unsafe partial class SpawnCall : IDisposable
{
    private const short DefaultSignals = 4;
    private const short NoBlockedSignals = 8;
    private const int SignalSetBytes = 128;

    private readonly nint _arena = Marshal.AllocHGlobal(4096);
    private readonly nint _path;
    private readonly byte** _words;

    /// <param name="program">What is started; its descriptors 0, 1 and 2, and those that it keeps under their own numbers.</param>
    public SpawnCall(string program, int input, int output, int errors, IEnumerable<int> kept)
    {
        NativeMemory.Clear((void*)_arena, 4096);
        _path = Marshal.StringToCoTaskMemUTF8(program);
        _words = (byte**)(_arena + 2048);
        _words[0] = (byte*)_path;
        Must(ActionsInit(Actions), "posix_spawn_file_actions_init");
        foreach (
            var (from, to) in new[] { (input, 0), (output, 1), (errors, 2) }.Concat(kept.Select(one => (one, one)))
        )
            // A descriptor onto itself only loses its close-on-exec mark.
            Must(AddDuplicate(Actions, from, to), "posix_spawn_file_actions_adddup2");
        Must(AttributesInit(Attributes), "posix_spawnattr_init");
        var signals = (byte*)(_arena + 2560);
        Must(SetMask(Attributes, signals), "posix_spawnattr_setsigmask");
        NativeMemory.Fill(signals, SignalSetBytes, 0xff);
        Must(SetDefaults(Attributes, signals), "posix_spawnattr_setsigdefault");
        Must(SetFlags(Attributes, DefaultSignals | NoBlockedSignals), "posix_spawnattr_setflags");
    }

    private void* Actions => (void*)_arena;

    private void* Attributes => (void*)(_arena + 1024);

    public SpawnPointers Pointers =>
        new()
        {
            Path = (byte*)_path,
            Actions = Actions,
            Attributes = Attributes,
            Words = _words,
        };

    /// <summary>Makes the call on this thread; answers the child's number.</summary>
    public int Start()
    {
        int child;
        Must(Libc.Spawn(&child, (byte*)_path, Actions, Attributes, _words, _words + 1), "posix_spawn");
        return child;
    }

    public void Dispose()
    {
        _ = ActionsDestroy(Actions);
        _ = AttributesDestroy(Attributes);
        Marshal.FreeCoTaskMem(_path);
        Marshal.FreeHGlobal(_arena);
    }

    public static void Must(int error, string what)
    {
        if (error != 0)
            throw new IOException($"{what}: {new Win32Exception(error).Message}", error);
    }

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_init")]
    private static partial int ActionsInit(void* actions);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_adddup2")]
    private static partial int AddDuplicate(void* actions, int from, int to);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_destroy")]
    private static partial int ActionsDestroy(void* actions);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_init")]
    private static partial int AttributesInit(void* attributes);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setsigmask")]
    private static partial int SetMask(void* attributes, byte* signals);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setsigdefault")]
    private static partial int SetDefaults(void* attributes, byte* signals);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setflags")]
    private static partial int SetFlags(void* attributes, short flags);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_destroy")]
    private static partial int AttributesDestroy(void* attributes);
}

/// <summary>What <c>posix_spawn</c> is called with: the words and, after their end, the empty environment.</summary>
internal unsafe struct SpawnPointers
{
    public byte* Path;
    public void* Actions;
    public void* Attributes;
    public byte** Words;
}
