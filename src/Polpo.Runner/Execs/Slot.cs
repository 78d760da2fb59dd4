using System.Diagnostics;
using System.IO.Pipes;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Polpo.Runner.Linux;

namespace Polpo.Runner.Execs;

/// <summary>
/// A shell that already stands inside the sandbox, in its own session, and waits to be told its one command. The runner is its
/// parent: how it ended is told by the kernel, whatever the command does to itself or prints.
/// </summary>
internal sealed class Slot : IDisposable
{
    /// <summary>
    /// Says that it stands, reads two counted texts (variables to export, command) and runs the command. Counted, because a
    /// pipe is read byte by byte up to a delimiter; on the command line the variables would be seen by every process. One line, so
    /// that bash counts the command's lines from 1; no second shell, which would take as long to start as a short command runs.
    /// </summary>
    private const string Script =
        """cd "$1" || exit 126; printf +; IFS=' ' read -r POLPO_V POLPO_C || exit 0; """
        + """LC_ALL=C IFS= read -r -N "$POLPO_V" POLPO_V; LC_ALL=C IFS= read -r -N "$POLPO_C" POLPO_C; exec 2>&1; """
        + """eval "$POLPO_V"; set -- "$POLPO_C"; unset POLPO_V POLPO_C OLDPWD BASH_EXECUTION_STRING; eval "set --; $1" """;

    private const int Wakes = 20;
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(1);

    private readonly Process _process;

    private Slot(Process process, string? cgroup)
    {
        _process = process;
        Cgroup = cgroup;
        Handle = Native.OpenProcess(process.Id);
    }

    /// <summary>The command line that a driver has to put its own words before.</summary>
    public static IReadOnlyList<string> Shell(string folder) =>
        ["setsid", "/bin/bash", "--norc", "-c", Script, "bash", folder];

    public int ProcessId => _process.Id;

    /// <summary>The cgroup v2 folder that holds this run only, if there are such.</summary>
    public string? Cgroup { get; }

    public SafeFileHandle Handle { get; }

    public SafeHandle Output => ((PipeStream)_process.StandardOutput.BaseStream).SafePipeHandle;

    public bool HasExited => _process.HasExited;

    /// <exception cref="RunnerFault">No shell could be started in the sandbox.</exception>
    public static async Task<Slot> StartAsync(ProcessStartInfo start, string? cgroup)
    {
        var process = Process.Start(start) ?? throw RunnerFault.Unavailable("A shell could not be started.");
        var slot = Hold(process, cgroup);
        var stands = await slot.StandsAsync();
        if (stands is true)
            return slot;
        var errors = stands is null ? "it did not answer" : await process.StandardError.ReadToEndAsync();
        slot.Kill();
        slot.Dispose();
        throw RunnerFault.Unavailable($"A shell could not be started in the sandbox: {errors.Trim()}");
    }

    private static Slot Hold(Process process, string? cgroup)
    {
        try
        {
            return new Slot(process, cgroup);
        }
        catch (IOException e)
        {
            process.Dispose();
            throw RunnerFault.Unavailable("A shell ended as soon as it was started: the sandbox has ended.", e);
        }
    }

    /// <summary>A command inside may stop every process there, also one that is only on its way in: such a one is woken.</summary>
    /// <returns>Null when it says nothing at all.</returns>
    private async Task<bool?> StandsAsync()
    {
        var said = new byte[1];
        var reading = _process.StandardOutput.BaseStream.ReadAsync(said).AsTask();
        for (var left = Wakes; left > 0 && !reading.IsCompleted; left--)
        {
            await Task.WhenAny(reading, Task.Delay(_patience, TimeProvider.System));
            Wake();
        }
        return reading.IsCompleted ? await reading == 1 && said[0] == (byte)'+' : null;
    }

    /// <summary>nsenter stops itself when what it started is stopped, and wakes it when it is woken.</summary>
    public void Wake() => Native.Signal(Handle, Native.SigContinue);

    /// <exception cref="IOException">The shell has ended before it was told anything.</exception>
    public void Tell(string exports, string command, bool keepStdin)
    {
        Wake();
        var body = Encoding.UTF8.GetBytes(exports + command);
        var input = _process.StandardInput.BaseStream;
        input.Write(
            Encoding.ASCII.GetBytes($"{Encoding.UTF8.GetByteCount(exports)} {Encoding.UTF8.GetByteCount(command)}\n")
        );
        input.Write(body);
        input.Flush();
        if (!keepStdin)
            input.Close();
    }

    public async Task WriteAsync(byte[] data, bool end)
    {
        var input = _process.StandardInput.BaseStream;
        await input.WriteAsync(data);
        await input.FlushAsync();
        if (end)
            input.Close();
    }

    /// <summary>Reads from the output pipe; 0 at its end. To be called when it is ready.</summary>
    public int Read(Span<byte> buffer) => _process.StandardOutput.BaseStream.Read(buffer);

    /// <summary>The exit code; 128 + n when signal n ended it.</summary>
    public async Task<int> ExitAsync()
    {
        await _process.WaitForExitAsync();
        return _process.ExitCode;
    }

    /// <summary>The same of a process that is known to have ended: asked of the kernel, without waiting until .NET has taken note of it.</summary>
    public int Exit()
    {
        if (Native.ExitOf(Handle) is { } code)
            return code;
        _process.WaitForExit();
        return _process.ExitCode;
    }

    public void Kill() => Native.Signal(Handle, Native.SigKill);

    public void Dispose()
    {
        Handle.Dispose();
        _process.Dispose();
        // A session has many runs. One that left something in the background keeps its folder until the sandbox goes.
        if (Cgroup is not null)
            Limits.Cgroup.RemoveFolder(Cgroup);
    }
}
