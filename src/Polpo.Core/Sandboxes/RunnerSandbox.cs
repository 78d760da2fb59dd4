using Polpo.Core.Vault;
using Polpo.Engine.Kernel;
using Polpo.Runner.Protocol;

namespace Polpo.Core.Sandboxes;

/// <summary>
/// A sandbox as its session sees it. Giving up on a command (cancellation) leaves it running, to be found again by its id; closing
/// the sandbox ends it.
/// </summary>
internal sealed class RunnerSandbox(
    RunnerClient runner,
    SandboxOrder order,
    Redaction redaction,
    Func<CancellationToken, Task> open,
    LimitWords words
) : ISandbox
{
    private const int Chunk = 64 << 10;

    public string Id => order.Id;

    public string Kind => order.Kind;

    public async Task<ExecResult> ExecAsync(
        string execId,
        string command,
        TimeSpan timeLimit,
        int keep,
        Action<string>? onOutput,
        CancellationToken cancellationToken
    )
    {
        var request = new ExecRequest(Id, execId, command, timeLimit.TotalSeconds, Chunk);
        var output = new OutputTail(keep, onOutput, redaction.Stream());
        for (var read = await StartAsync(request, cancellationToken); ; )
        {
            output.Add(read.Data);
            if (read.End is { } end)
                return new ExecResult(
                    end.ExitCode,
                    output.Finish(),
                    end.OutputBytes,
                    end.OutputHash,
                    TimeSpan.FromSeconds(end.Seconds),
                    end.TimedOut
                )
                {
                    LimitsHit = words.Of(end),
                };
            read = await ReadAsync(execId, read.Offset + read.Data.Length, cancellationToken);
        }
    }

    public async Task<bool> KnowsAsync(string execId, CancellationToken cancellationToken)
    {
        var list = await runner.AskAsync<ListReply>(new ListRequest(), cancellationToken);
        var state = list.Sandboxes.FirstOrDefault(state => state.Id == Id);
        return state is not null && (state.Running.Contains(execId) || state.Ended.Contains(execId));
    }

    public async Task CloseAsync(CancellationToken cancellationToken) =>
        await runner.AskAsync<DoneReply>(new CloseRequest(Id), cancellationToken);

    private async Task<ReadReply> ReadAsync(string execId, long offset, CancellationToken cancellationToken)
    {
        try
        {
            return await runner.AskAsync<ReadReply>(new ReadRequest(Id, execId, offset, Chunk), cancellationToken);
        }
        catch (RefusedException refused) when (refused.Refusal == Refusal.NotFound)
        {
            throw new RefusedException(
                Refusal.Unavailable,
                "The sandbox ended while the command ran; its outcome is unknown.",
                refused
            );
        }
    }

    /// <summary>A sandbox that ended in the meantime (its first process was killed, its memory ran out) is opened anew: this command has not run in it.</summary>
    private async Task<ReadReply> StartAsync(ExecRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return await runner.AskOnceAsync<ReadReply>(request, cancellationToken);
        }
        catch (RefusedException refused) when (refused.Refusal == Refusal.NotFound)
        {
            await open(cancellationToken);
            return await runner.AskOnceAsync<ReadReply>(request, cancellationToken);
        }
        catch (IOException)
        {
            return await StartAgainAsync(request, cancellationToken);
        }
    }

    /// <summary>The runner knows the command if it had reached it: it runs once.</summary>
    private async Task<ReadReply> StartAgainAsync(ExecRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return await runner.AskAsync<ReadReply>(request, cancellationToken);
        }
        catch (RefusedException refused) when (refused.Refusal == Refusal.NotFound)
        {
            throw new RefusedException(
                Refusal.Unavailable,
                "The sandbox ended while a command was being started; whether it ran is unknown.",
                refused
            );
        }
    }
}
