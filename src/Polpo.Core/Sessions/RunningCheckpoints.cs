using Microsoft.Extensions.Logging;
using Polpo.Core.Git;
using Polpo.Engine.Kernel;

namespace Polpo.Core.Sessions;

/// <summary>How often a running turn's files are recorded.</summary>
public sealed record CheckpointOptions
{
    public TimeSpan Every { get; init; } = TimeSpan.FromSeconds(10);
}

/// <summary>Records what a running turn has written, beside the turn: after a writing tool, at most once in ten seconds. The turn's end records the rest.</summary>
public sealed partial class RunningCheckpoints(
    Session session,
    SessionFiles files,
    IGit git,
    TurnRecorder recorder,
    CheckpointOptions options,
    TimeProvider time,
    ILogger logger
)
{
    private Task _latest = Task.CompletedTask;
    private long? _madeAt;

    /// <summary>Called after a tool that may have changed files; returns at once.</summary>
    public void AfterWriting(string call, CancellationToken cancellationToken)
    {
        if (
            session.ReadOnly
            || !_latest.IsCompleted
            || (_madeAt is { } made && time.GetElapsedTime(made) < options.Every)
        )
            return;
        _madeAt = time.GetTimestamp();
        _latest = MakeAsync(call, cancellationToken);
    }

    /// <summary>Waits for the one that is being made, so that the turn's own comes after it.</summary>
    public Task SettleAsync() => _latest;

    private async Task MakeAsync(string call, CancellationToken cancellationToken)
    {
        try
        {
            var info = new CommitInfo(
                session.Agent,
                session.RequesterName,
                $"{session.Title} (in progress)",
                $"Polpo-Session: {session.Id}\nPolpo-Turn: {recorder.Turn}"
            );
            var commit = await git.CheckpointAsync(
                await files.WorktreeAsync(cancellationToken),
                session.HeadCommit,
                info,
                cancellationToken
            );
            if (commit != session.HeadCommit)
                await recorder.CheckpointAsync(commit, call, cancellationToken);
        }
        catch (RefusedException refused)
        {
            // The turn's own checkpoint says it again, to the person.
            LogSkipped(logger, session.Id, refused.Message);
        }
        catch (OperationCanceledException)
        {
            // The turn ends; what ended it is told there.
        }
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Session {Session}: no checkpoint in the middle of the turn: {Reason}"
    )]
    private static partial void LogSkipped(ILogger logger, string session, string reason);
}
