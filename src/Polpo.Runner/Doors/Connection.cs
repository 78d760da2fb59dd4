using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Polpo.Runner.Protocol;

namespace Polpo.Runner.Doors;

/// <summary>One product process at the socket: reads its asks, answers each as it comes to be known.</summary>
internal sealed class Connection(Socket socket, Verbs verbs) : IDisposable
{
    private const int LongestLine = 4 << 20;
    private readonly SemaphoreSlim _writing = new(1, 1);

    /// <summary>What was opened ahead of time; under these names until it is somebody's.</summary>
    private readonly List<string> _ahead = [];

    public async Task ServeAsync(CancellationToken cancellationToken)
    {
        using var gone = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await using var stream = new NetworkStream(socket, ownsSocket: true);
        try
        {
            using var reader = new StreamReader(stream, new UTF8Encoding(false), false, 64 << 10, leaveOpen: true);
            while (await reader.ReadLineAsync(gone.Token) is { Length: < LongestLine } line)
            {
                var ask = Wire.Read<Ask>(line);
                if (ask.Request is OpenRequest { Ahead: true } open)
                    _ahead.Add(open.Order.Id);
                _ = AnswerAsync(stream, ask, gone.Token);
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or JsonException)
        {
            // The other side went away or is not one of ours; its runs go on without it.
        }
        finally
        {
            await gone.CancelAsync();
            await verbs.EndAsync(_ahead);
        }
    }

    public void Dispose() => _writing.Dispose();

    private async Task AnswerAsync(NetworkStream stream, Ask ask, CancellationToken cancellationToken)
    {
        try
        {
            var line = Wire.Line(await AnswerAsync(ask, cancellationToken));
            await _writing.WaitAsync(cancellationToken);
            try
            {
                await stream.WriteAsync(line, cancellationToken);
            }
            finally
            {
                _writing.Release();
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // Nobody is left to be answered.
        }
    }

    private async Task<Answer> AnswerAsync(Ask ask, CancellationToken cancellationToken)
    {
        try
        {
            return new Answer(ask.Id, await verbs.DoAsync(ask.Request, cancellationToken), null);
        }
        catch (RunnerFault fault)
        {
            return new Answer(ask.Id, null, new Fault(fault.Code, fault.Message));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new Answer(ask.Id, null, new Fault("Unavailable", $"The runner could not do that: {e.Message}"));
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // A bug of ours: whoever asked must not wait for ever, and the log must show it.
            await Console.Error.WriteLineAsync(e.ToString());
            return new Answer(
                ask.Id,
                null,
                new Fault("Unavailable", "The runner failed at this; its log, run/runner.log, tells where.")
            );
        }
    }
}
