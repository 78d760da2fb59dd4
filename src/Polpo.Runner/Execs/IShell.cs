using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Polpo.Runner.Execs;

/// <summary>A process that the runner is the parent of, with its three pipes.</summary>
internal interface IShell : IDisposable
{
    int Id { get; }

    /// <summary>Readable once it has ended.</summary>
    SafeFileHandle Handle { get; }

    Stream Input { get; }

    Stream Output { get; }

    SafeHandle OutputHandle { get; }

    Stream Errors { get; }

    bool HasEnded { get; }

    /// <summary>Waits for its end: the exit code; 128 + n when signal n ended it.</summary>
    int Wait();

    Task<int> WaitAsync();
}
