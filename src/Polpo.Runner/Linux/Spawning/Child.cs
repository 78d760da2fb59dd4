using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Polpo.Runner.Linux.Spawning;

/// <summary>A child process of ours by its handle, which is good until it is disposed and the process has ended.</summary>
internal sealed partial class Child : IDisposable
{
    private readonly Lock _gate = new();
    private int? _code;
    private bool _disposed;

    public Child(int id)
    {
        Id = id;
        Handle = Native.OpenProcess(id);
        Reaper.Watch(this);
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
            if (_disposed)
                Handle.Dispose();
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            if (_code is not null)
                Handle.Dispose();
        }
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
