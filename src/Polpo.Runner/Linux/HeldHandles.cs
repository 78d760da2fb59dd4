using System.Runtime.InteropServices;

namespace Polpo.Runner.Linux;

/// <summary>
/// Keeps handles open for as long as their numbers are used: the kernel gives the number of one that was closed to the next file,
/// and a command of one sandbox would be brought into another's.
/// </summary>
internal sealed class HeldHandles : IDisposable
{
    private readonly List<SafeHandle> _held = [];

    /// <exception cref="ObjectDisposedException">The handle is closed already.</exception>
    public int Number(SafeHandle handle)
    {
        var held = false;
        handle.DangerousAddRef(ref held);
        _held.Add(handle);
        return (int)handle.DangerousGetHandle();
    }

    public void Dispose()
    {
        foreach (var handle in _held)
            handle.DangerousRelease();
        _held.Clear();
    }
}
