using System.Diagnostics;
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
    private const int Wakes = 20;
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(1);

    private readonly IShell _shell;

    private Slot(IShell shell, string? cgroup)
    {
        _shell = shell;
        Cgroup = cgroup;
    }

    /// <summary>The command line that a driver has to put its own words before.</summary>
    public static IReadOnlyList<string> Shell(string folder) => ["setsid", .. SlotScript.Words(folder)];

    public int ProcessId => _shell.Id;

    /// <summary>The cgroup v2 folder that holds this run only, if there are such.</summary>
    public string? Cgroup { get; }

    public SafeFileHandle Handle => _shell.Handle;

    public SafeHandle Output => _shell.OutputHandle;

    public bool HasExited => _shell.HasEnded;

    /// <exception cref="RunnerFault">No shell could be started in the sandbox.</exception>
    public static Task<Slot> StartAsync(ProcessStartInfo start, string? cgroup)
    {
        var process = Process.Start(start) ?? throw RunnerFault.Unavailable("A shell could not be started.");
        try
        {
            return StartAsync(new ProcessShell(process), cgroup);
        }
        catch (IOException e)
        {
            process.Dispose();
            throw RunnerFault.Unavailable("A shell ended as soon as it was started: the sandbox has ended.", e);
        }
    }

    /// <exception cref="RunnerFault">The shell does not come to stand in the sandbox.</exception>
    internal static async Task<Slot> StartAsync(IShell shell, string? cgroup)
    {
        var slot = new Slot(shell, cgroup);
        var stands = await slot.StandsAsync();
        if (stands is true)
            return slot;
        using var reader = new StreamReader(shell.Errors);
        var errors = stands is null ? "it did not answer" : await reader.ReadToEndAsync();
        slot.Kill();
        await shell.WaitAsync();
        slot.Dispose();
        throw RunnerFault.Unavailable($"A shell could not be started in the sandbox: {errors.Trim()}");
    }

    /// <summary>A command inside may stop every process there, also one that is only on its way in: such a one is woken.</summary>
    /// <returns>Null when it says nothing at all.</returns>
    private async Task<bool?> StandsAsync()
    {
        var said = new byte[1];
        var reading = _shell.Output.ReadAsync(said).AsTask();
        for (var left = Wakes; left > 0 && !reading.IsCompleted; left--)
        {
            await Task.WhenAny(reading, Task.Delay(_patience, TimeProvider.System));
            Wake();
        }
        return reading.IsCompleted ? await reading == 1 && said[0] == (byte)'+' : null;
    }

    public void Wake() => Native.Signal(Handle, Native.SigContinue);

    /// <exception cref="IOException">The shell has ended before it was told anything.</exception>
    public void Tell(string exports, string command, bool keepStdin)
    {
        Wake();
        var body = Encoding.UTF8.GetBytes(exports + command);
        var input = _shell.Input;
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
        var input = _shell.Input;
        await input.WriteAsync(data);
        await input.FlushAsync();
        if (end)
            input.Close();
    }

    /// <summary>Reads from the output pipe; 0 at its end. To be called when it is ready.</summary>
    public int Read(Span<byte> buffer) => _shell.Output.Read(buffer);

    /// <summary>The exit code; 128 + n when signal n ended it.</summary>
    public Task<int> ExitAsync() => _shell.WaitAsync();

    public int Exit() => _shell.Wait();

    public void Kill() => Native.Signal(Handle, Native.SigKill);

    public void Dispose()
    {
        _shell.Dispose();
        // A session has many runs. One that left something in the background keeps its folder until the sandbox goes.
        if (Cgroup is not null)
            Limits.Cgroup.RemoveFolder(Cgroup);
    }
}
