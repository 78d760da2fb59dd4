using System.Diagnostics;
using System.IO.Pipes;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Polpo.Runner.Linux;

namespace Polpo.Runner.Execs;

/// <summary>A shell that was started by a command line.</summary>
internal sealed class ProcessShell(Process process) : IShell
{
    public int Id => process.Id;

    public SafeFileHandle Handle { get; } = Native.OpenProcess(process.Id);

    public Stream Input => process.StandardInput.BaseStream;

    public Stream Output => process.StandardOutput.BaseStream;

    public SafeHandle OutputHandle => ((PipeStream)Output).SafePipeHandle;

    public Stream Errors => process.StandardError.BaseStream;

    public bool HasEnded => process.HasExited;

    /// <summary>Of one that has ended the kernel is asked, without waiting until .NET has taken note of it.</summary>
    public int Wait()
    {
        if (Native.ExitOf(Handle) is { } code)
            return code;
        process.WaitForExit();
        return process.ExitCode;
    }

    public async Task<int> WaitAsync()
    {
        await process.WaitForExitAsync();
        return process.ExitCode;
    }

    public void Dispose()
    {
        Handle.Dispose();
        process.Dispose();
    }
}
