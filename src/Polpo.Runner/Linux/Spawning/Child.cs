using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Polpo.Runner.Linux.Spawning;

/// <summary>A child process of ours by its handle, which is good until it is disposed and the process has ended.</summary>
internal sealed partial class Child : IDisposable
{
    private readonly Lock _gate = new();
    private int? _code;
    private bool _disposed;
    private bool _forgotten;

    /// <summary>One that nobody takes note of but its owner, until <see cref="Forget"/> is called.</summary>
    internal Child(int id)
    {
        Id = id;
        Handle = Native.OpenProcess(id);
    }

    public static Child Of(int id)
    {
        var child = new Child(id);
        Reaper.Watch(child);
        return child;
    }

    /// <param name="isMeant">Whether the number is still that of the process that is meant: asked when the handle holds it.</param>
    public static Child? Of(int id, Func<int, bool> isMeant)
    {
        var child = new Child(id);
        if (isMeant(id))
        {
            Reaper.Watch(child);
            return child;
        }
        child.Handle.Dispose();
        return null;
    }

    public int Id { get; }

    /// <summary>Readable once it has ended.</summary>
    public SafeFileHandle Handle { get; }

    public bool HasEnded => _code is not null || Poll.Wait(Handle, null, 0).First;

    /// <summary>Waits for its end: the exit code; 128 + n when signal n ended it.</summary>
    public int Wait()
    {
        while (_code is null && !Poll.Wait(Handle, null, -1).First) { }
        lock (_gate)
            return _code ??= Reap();
    }

    /// <summary>It has ended: the kernel may do so, too.</summary>
    public void Forget()
    {
        Wait();
        lock (_gate)
        {
            _forgotten = true;
            Close();
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            Close();
        }
    }

    /// <summary>Not while either may still wait on the handle: its number would be given to another file, and the wait be for that.</summary>
    private void Close()
    {
        if (_disposed && _forgotten)
            Handle.Dispose();
    }

    private unsafe int Reap()
    {
        var code = Native.ExitOf(Handle) ?? throw new IOException($"Process {Id} is no child of ours.");
        Native.Check(WaitCall(Id, null, 0), "waitpid");
        return code;
    }

    [LibraryImport("libc", EntryPoint = "waitpid", SetLastError = true)]
    private static unsafe partial int WaitCall(int id, int* status, int options);
}
