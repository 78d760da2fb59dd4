using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Polpo.Runner.Linux.Spawning;

namespace Polpo.Runner.Execs;

/// <summary>A shell that has come into a sandbox by an entry program.</summary>
internal sealed class EnteredShell(Child child, Pipes pipes) : IShell
{
    public int Id => child.Id;

    public SafeFileHandle Handle => child.Handle;

    public Stream Input { get; } = new FileStream(pipes.Input.Writing, FileAccess.Write, bufferSize: 0);

    public Stream Output { get; } = new FileStream(pipes.Output.Reading, FileAccess.Read, bufferSize: 0);

    public SafeHandle OutputHandle => pipes.Output.Reading;

    public Stream Errors { get; } = new FileStream(pipes.Errors.Reading, FileAccess.Read, bufferSize: 0);

    public bool HasEnded => child.HasEnded;

    public int Wait() => child.Wait();

    public Task<int> WaitAsync() => Task.Run(child.Wait);

    public void Dispose()
    {
        foreach (var stream in new[] { Input, Output, Errors })
            stream.Dispose();
        child.Dispose();
    }
}
