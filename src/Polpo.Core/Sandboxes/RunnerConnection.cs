using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Polpo.Engine.Kernel;
using Polpo.Runner.Protocol;

namespace Polpo.Core.Sandboxes;

/// <summary>One connection to the runner with many questions under way.</summary>
internal sealed class RunnerConnection : IAsyncDisposable
{
    private readonly NetworkStream _stream;
    private readonly Task _reading;
    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly ConcurrentDictionary<long, TaskCompletionSource<Answer>> _waiting = new();
    private long _last;
    private volatile bool _broken;

    public RunnerConnection(Socket socket)
    {
        _stream = new NetworkStream(socket, ownsSocket: true);
        _reading = ReadAsync();
    }

    public bool IsAlive => !_broken;

    /// <exception cref="IOException">The connection broke before the answer came.</exception>
    /// <exception cref="RefusedException">The runner refuses.</exception>
    public async Task<Reply> AskAsync(Request request, CancellationToken cancellationToken)
    {
        var id = Interlocked.Increment(ref _last);
        var waiting = new TaskCompletionSource<Answer>(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiting[id] = waiting;
        try
        {
            await WriteAsync(Wire.Line(new Ask(id, request)), cancellationToken);
            if (_broken)
                throw new IOException("The runner closed the connection.");
            var answer = await waiting.Task.WaitAsync(cancellationToken);
            return answer.Fault is { } fault ? throw Refused(fault) : answer.Reply!;
        }
        finally
        {
            _waiting.TryRemove(id, out _);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stream.DisposeAsync();
        await _reading;
        _writing.Dispose();
    }

    private async Task WriteAsync(byte[] line, CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(cancellationToken);
        try
        {
            // Half a line would spoil the connection: once begun it is written.
            await _stream.WriteAsync(line, CancellationToken.None);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // Said at once, not when the reader notices: the next attempt must not take this connection again.
            _broken = true;
            throw new IOException("The runner closed the connection.", e);
        }
        finally
        {
            _writing.Release();
        }
    }

    private async Task ReadAsync()
    {
        try
        {
            using var reader = new StreamReader(_stream, new UTF8Encoding(false), false, 64 << 10, leaveOpen: true);
            while (await reader.ReadLineAsync() is { } line)
            {
                var answer = Wire.Read<Answer>(line);
                if (_waiting.TryGetValue(answer.Id, out var waiting))
                    waiting.TrySetResult(answer);
            }
        }
        catch (Exception e) when (e is IOException or JsonException or ObjectDisposedException)
        {
            // Told to whoever waits, below.
        }
        _broken = true;
        foreach (var waiting in _waiting.Values)
            waiting.TrySetException(new IOException("The runner closed the connection."));
    }

    private static RefusedException Refused(Fault fault) =>
        new(Enum.TryParse<Refusal>(fault.Code, out var refusal) ? refusal : Refusal.Unavailable, fault.Message);
}
