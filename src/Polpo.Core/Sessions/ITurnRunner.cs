namespace Polpo.Core.Sessions;

/// <summary>The port to what runs a session's turns: the built-in agent loop, or an external agent.</summary>
public interface ITurnRunner
{
    /// <summary>Runs the turn from wherever its facts say that it stands, to its end.</summary>
    /// <exception cref="OperationCanceledException">The session was canceled, or this server stops; the turn stays as it is.</exception>
    Task<TurnEnd> RunAsync(TurnContext context, CancellationToken cancellationToken);
}

/// <summary>What a turn runs on.</summary>
public sealed record TurnContext(
    Session Session,
    string SystemPrompt,
    Conversation Conversation,
    TurnRecorder Recorder,
    SessionFiles Files,
    SessionEgress Egress,
    RunningCheckpoints Checkpoints
);
