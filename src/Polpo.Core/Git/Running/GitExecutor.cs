using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using Polpo.Engine.Kernel;

namespace Polpo.Core.Git.Running;

/// <summary>Starts git: a bounded number at once, in turn by workspace, each in its own process group and with a time limit.</summary>
internal sealed class GitExecutor(GitSettings settings, TimeProvider time)
{
    private const int MaxErrors = 64 << 10;
    private const int Terminate = 15;
    private const int Kill = 9;

    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    private readonly FairQueue _queue = new(Math.Clamp(Environment.ProcessorCount * 2, 4, 16));

    /// <summary>Runs git and answers how it ended, whatever its exit code.</summary>
    /// <exception cref="RefusedException">git is not installed, or did not end within the time limit.</exception>
    public async Task<GitResult> TryAsync(GitCommand command, CancellationToken cancellationToken)
    {
        using var place = await _queue.EnterAsync(command.Queue, cancellationToken);
        using var limit = new CancellationTokenSource(command.TimeLimit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        using var process = Start(command);
        try
        {
            return await CollectAsync(process, command, either.Token);
        }
        catch (OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw new RefusedException(
                Refusal.Unavailable,
                $"git {command.Arguments[0]} did not end within {command.TimeLimit.TotalSeconds:0} s and was stopped. The disk may be slow or the repository very large; try again."
            );
        }
        finally
        {
            await EndAsync(process);
        }
    }

    /// <summary>Runs git; an exit code other than 0 is refused with what git said.</summary>
    /// <param name="aim">What was to be done, as in "could not {aim}".</param>
    public async Task<GitResult> RunAsync(string aim, GitCommand command, CancellationToken cancellationToken)
    {
        var result = await TryAsync(command, cancellationToken);
        return result.Ok ? result : throw GitErrors.Refused(aim, result);
    }

    private Process Start(GitCommand command)
    {
        var start = new ProcessStartInfo(GitProgram.SetSid)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = command.Folder ?? "/",
        };
        start.Environment.Clear();
        foreach (var (name, value) in settings.Environment(command))
            start.Environment[name] = value;
        var calmly = command.Calmly ? GitProgram.Calmly : [];
        foreach (
            var argument in (string[])
                [.. calmly, GitProgram.Git, .. GitSettings.Switches(command), .. command.Arguments]
        )
            start.ArgumentList.Add(argument);
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception error)
        {
            throw new RefusedException(
                Refusal.Unavailable,
                $"git could not be started in {start.WorkingDirectory}: {error.Message}. Check that the folder exists and may be entered.",
                error
            );
        }
    }

    private static async Task<GitResult> CollectAsync(
        Process process,
        GitCommand command,
        CancellationToken cancellationToken
    )
    {
        var output = ReadAsync(
            process.StandardOutput.BaseStream,
            command.MaxOutput,
            endWhenFull: true,
            cancellationToken
        );
        var errors = ReadAsync(process.StandardError.BaseStream, MaxErrors, endWhenFull: false, cancellationToken);
        await WriteAsync(process.StandardInput.BaseStream, command.Input, cancellationToken);
        var (bytes, truncated) = await output;
        if (truncated)
            await EndAsync(process);
        var said = await errors;
        await process.WaitForExitAsync(cancellationToken);
        return new GitResult(truncated ? 0 : process.ExitCode, bytes, Encoding.UTF8.GetString(said.Bytes), truncated);
    }

    private static async Task WriteAsync(
        Stream input,
        Func<Stream, CancellationToken, Task>? write,
        CancellationToken cancellationToken
    )
    {
        try
        {
            if (write is not null)
            {
                await write(input, cancellationToken).WaitAsync(cancellationToken);
                await input.FlushAsync(cancellationToken);
            }
            await input.DisposeAsync();
        }
        catch (IOException)
        {
            // git ended before it read everything; its exit code and its words say why.
        }
    }

    private static async Task<(byte[] Bytes, bool Full)> ReadAsync(
        Stream stream,
        int most,
        bool endWhenFull,
        CancellationToken cancellationToken
    )
    {
        using var kept = new MemoryStream();
        var buffer = new byte[64 << 10];
        int read;
        while ((read = await stream.ReadAsync(buffer, cancellationToken)) > 0)
        {
            var full = read > most - kept.Length;
            kept.Write(buffer, 0, full ? (int)(most - kept.Length) : read);
            if (endWhenFull && full)
                return (kept.ToArray(), true);
        }
        return (kept.ToArray(), false);
    }

    /// <summary>Asks the group to end, so that git removes its lock files; kills what is still there afterwards.</summary>
    private static async Task EndAsync(Process process)
    {
        if (process.HasExited)
            return;
        _ = Libc.kill(-process.Id, Terminate);
        using var grace = new CancellationTokenSource(Grace);
        try
        {
            await process.WaitForExitAsync(grace.Token);
        }
        catch (OperationCanceledException)
        {
            _ = Libc.kill(-process.Id, Kill);
            await process.WaitForExitAsync(CancellationToken.None);
        }
    }
}
