using System.Collections.Concurrent;
using System.Runtime.InteropServices;

namespace Polpo.Runner.Linux.Spawning;

/// <summary>
/// Takes note of each child's end at once, on a thread of its own: the kernel keeps a sandbox's process namespace, and with it the
/// sandbox, until every process of it has been waited for, those that stand by and that nobody looks at, too.
/// </summary>
internal static partial class Reaper
{
    private const int Add = 1;
    private const uint ReadableOnce = 1 | (1u << 30);
    private static readonly ConcurrentDictionary<long, Child> _children = new();
    private static readonly Lazy<int> _queue = new(Begin);
    private static long _last;

    public static unsafe void Watch(Child child)
    {
        var queue = _queue.Value;
        var key = Interlocked.Increment(ref _last);
        _children[key] = child;
        // The kernel packs this structure on x64 and nowhere else.
        var packed = RuntimeInformation.ProcessArchitecture == Architecture.X64;
        var number = stackalloc byte[16];
        *(uint*)number = ReadableOnce;
        *(long*)(number + (packed ? 4 : 8)) = key;
        Native.Check(Control(queue, Add, (int)child.Handle.DangerousGetHandle(), number), "epoll_ctl");
    }

    /// <summary>Whether a process is a child that has not been waited for, and whose end will be taken note of.</summary>
    public static bool Knows(int id) => _children.Values.Any(child => child.Id == id);

    private static int Begin()
    {
        var queue = Create(0x80000);
        Native.Check(queue, "epoll_create1");
        new Thread(() => Live(queue), 128 << 10) { IsBackground = true, Name = "reaper" }.Start();
        return queue;
    }

    private static unsafe void Live(int queue)
    {
        var packed = RuntimeInformation.ProcessArchitecture == Architecture.X64;
        var ended = stackalloc byte[16];
        while (true)
            if (
                Wait(queue, ended, 1, -1) == 1
                && *(long*)(ended + (packed ? 4 : 8)) is var key
                && _children.TryGetValue(key, out var child)
            )
            {
                child.Forget();
                _children.TryRemove(key, out _);
            }
    }

    [LibraryImport("libc", EntryPoint = "epoll_create1", SetLastError = true)]
    private static partial int Create(int flags);

    [LibraryImport("libc", EntryPoint = "epoll_ctl", SetLastError = true)]
    private static unsafe partial int Control(int queue, int change, int descriptor, byte* entry);

    [LibraryImport("libc", EntryPoint = "epoll_wait", SetLastError = true)]
    private static unsafe partial int Wait(int queue, byte* entries, int most, int milliseconds);
}
