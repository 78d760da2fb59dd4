using System.Runtime.InteropServices;
using Polpo.Runner.Execs;
using Polpo.Runner.Limits;

namespace Polpo.Runner.Sandboxes;

/// <summary>A rung of the sandbox ladder.</summary>
internal interface IDriver
{
    string Kind { get; }

    /// <param name="folder">The sandbox's own folder on the host: its home, what is laid over, its outputs.</param>
    /// <exception cref="RunnerFault">It cannot be opened; the message says what is missing.</exception>
    Task<IHold> OpenAsync(Protocol.SandboxOrder order, string folder);
}

/// <summary>What a driver holds of an open sandbox. Disposing it removes what stood for it on the host, once its shells have been taken leave of.</summary>
internal interface IHold : IAsyncDisposable
{
    /// <summary>Completes when the sandbox has ended by itself.</summary>
    Task Ended { get; }

    /// <summary>Its network namespace; null when that is the host's.</summary>
    SafeHandle? Network { get; }

    /// <summary>The words before a command line that bring a program of ours into that network, when we may not enter it ourselves; null as root.</summary>
    IReadOnlyList<string>? NetworkWords { get; }

    /// <summary>What the kernel has counted against its limits.</summary>
    LimitMeter Meter { get; }

    /// <summary>Every process of the sandbox that can be told apart from the host's.</summary>
    IEnumerable<int> Processes { get; }

    Task<Slot> StartSlotAsync();

    /// <summary>Ends a run with all of its descendants.</summary>
    void KillTree(Slot slot);

    /// <summary>Waits until the kernel has let go of all that was ended of a run: until then it still counts against the limits. Not for ever.</summary>
    void Settle(Slot slot);

    /// <summary>Ends every run and what runs have left in the background; the sandbox stays.</summary>
    void KillRuns();

    /// <summary>Ends every process of the sandbox and returns when none is left.</summary>
    Task CloseAsync();
}
