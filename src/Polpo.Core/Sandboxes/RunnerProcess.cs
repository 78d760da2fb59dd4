using System.Diagnostics;
using System.Net.Sockets;
using Polpo.Engine.Kernel;
using Polpo.Runner.Protocol;

namespace Polpo.Core.Sandboxes;

/// <summary>The runner of a data folder: found at its socket, else started as a process of its own that outlives this one.</summary>
internal sealed class RunnerProcess(PolpoHome home, SandboxOptions options, TimeProvider time)
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(20);

    public string LogPath => home.At("run", "runner.log");

    /// <exception cref="RefusedException">It can neither be found nor started, or another version is at work.</exception>
    public async Task<RunnerConnection> ConnectAsync(CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        while (true)
        {
            if (await FindAsync(cancellationToken) is { } found)
                return found;
            // One that is starting, or ending, holds the lock: then "busy" comes back, and a moment later it answers or the lock is free.
            await StartAsync(cancellationToken);
            if (await FindAsync(cancellationToken) is { } started)
                return started;
            if (time.GetElapsedTime(began) > _patience)
                throw new RefusedException(Refusal.Unavailable, $"The runner does not start. Its log is {LogPath}.");
            await Task.Delay(_pause, time, cancellationToken);
        }
    }

    /// <summary>Returns when it has ended, or when it stays for the sandboxes that it holds.</summary>
    public static async Task StopAsync(RunnerConnection connection)
    {
        try
        {
            var hello = (HelloReply)
                await connection.AskAsync(new HelloRequest(), CancellationToken.None).WaitAsync(_patience);
            if (hello.Sandboxes > 0)
                return;
            using var runner = Process.GetProcessById(hello.Pid);
            await StopOnceAsync(connection).WaitAsync(_patience);
            await runner.WaitForExitAsync(CancellationToken.None).WaitAsync(_patience);
        }
        catch (Exception e) when (e is IOException or RefusedException or ArgumentException or TimeoutException)
        {
            // It had ended by itself, a sandbox was opened in it just now, or it hangs: then it is not ours to wait for.
        }
    }

    private static async Task StopOnceAsync(RunnerConnection connection)
    {
        try
        {
            await connection.AskAsync(new StopRequest(), CancellationToken.None);
        }
        catch (IOException)
        {
            // It went before it had answered.
        }
    }

    private async Task<RunnerConnection?> FindAsync(CancellationToken cancellationToken)
    {
        var path = home.At("run", "runner.sock");
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellationToken);
        }
        catch (SocketException)
        {
            socket.Dispose();
            return null;
        }
        var connection = new RunnerConnection(socket);
        try
        {
            return await IsOursAsync(connection, cancellationToken).WaitAsync(_patience, time, cancellationToken)
                ? connection
                : null;
        }
        catch (TimeoutException e)
        {
            await connection.DisposeAsync();
            throw new RefusedException(
                Refusal.Unavailable,
                $"The runner at {path} does not answer. End the process \"polpo-runner\" of this data folder; its log is {LogPath}.",
                e
            );
        }
        catch (IOException)
        {
            await connection.DisposeAsync();
            return null;
        }
    }

    /// <summary>A runner of another version that holds nothing is sent away.</summary>
    private static async Task<bool> IsOursAsync(RunnerConnection connection, CancellationToken cancellationToken)
    {
        var hello = (HelloReply)await connection.AskAsync(new HelloRequest(), cancellationToken);
        if (hello.Version == Wire.Version)
            return true;
        if (hello.Sandboxes > 0)
            throw new RefusedException(
                Refusal.Unavailable,
                $"A runner of another version ({hello.Version}, process {hello.Pid}) still holds {hello.Sandboxes} sandboxes. Let its sessions end, or end that process."
            );
        await connection.AskAsync(new StopRequest(), cancellationToken);
        await connection.DisposeAsync();
        return false;
    }

    private async Task StartAsync(CancellationToken cancellationToken)
    {
        var program = options.RunnerPath ?? Path.Combine(AppContext.BaseDirectory, "polpo-runner");
        if (!File.Exists(program))
            throw new RefusedException(
                Refusal.Unavailable,
                $"The runner's program {program} is missing. Build or install Polpo again."
            );
        var start = new ProcessStartInfo("/bin/sh")
        {
            RedirectStandardOutput = true,
            RedirectStandardInput = true,
            WorkingDirectory = "/",
        };
        // It has no vault, and must not have the key of one.
        start.Environment.Remove("POLPO_VAULT_KEY");
        // Its own session: neither a Ctrl-C nor the end of our process group reaches it.
        foreach (
            var word in new[]
            {
                "-c",
                "exec setsid \"$1\" --home \"$2\" 2>>\"$3\" </dev/null",
                "sh",
                program,
                home.Root,
                LogPath,
            }
        )
            start.ArgumentList.Add(word);
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        await ReadWordAsync(process.StandardOutput, cancellationToken);
    }

    /// <summary>"ready", "busy", or nothing when it could not start or is still sweeping up: all the same, the socket will tell.</summary>
    private async Task ReadWordAsync(StreamReader output, CancellationToken cancellationToken)
    {
        try
        {
            await output.ReadLineAsync(cancellationToken).AsTask().WaitAsync(_patience, time, cancellationToken);
        }
        catch (TimeoutException) { }
    }
}
