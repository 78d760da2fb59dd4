using Polpo.Engine.Kernel;

namespace Polpo.Core.Sessions;

/// <summary>One prompt up to the moment the agent yields.</summary>
public sealed class Turn : IIdentified
{
    public static string Prefix => "turn";

    public required Id<Turn> Id { get; init; }

    public required Id<Session> Session { get; init; }

    /// <summary>1 for the first of the session.</summary>
    public required int Number { get; init; }

    /// <summary>The driver's own name for it, unique in the session: asking twice changes nothing.</summary>
    public required string Key { get; init; }

    public TurnStatus Status { get; private set; } = TurnStatus.Requested;

    /// <summary>Why it failed or was canceled, as a sentence.</summary>
    public string? Reason { get; private set; }

    /// <summary>What the agent said last, cut to 4,000 characters.</summary>
    public string? Text { get; private set; }

    /// <summary>It reached the session's turn cap.</summary>
    public bool Capped { get; private set; }

    /// <summary>Another attempt would end in the same way, whoever makes it.</summary>
    public bool Final { get; private set; }

    public int ToolCalls { get; set; }

    public required DateTimeOffset RequestedAt { get; init; }

    public DateTimeOffset? EndedAt { get; private set; }

    public void End(TurnEnd end, DateTimeOffset now)
    {
        Status =
            Status.After(end.Move) ?? throw new RefusedException(Refusal.Conflict, $"Turn {Id} has ended already.");
        Reason = end.Reason;
        Text = end.Text is { Length: > 4000 } text ? text[^4000..] : end.Text;
        Capped = end.Capped;
        Final = end.Final;
        EndedAt = now;
    }
}

/// <summary>How a turn ended. <paramref name="Text"/> is what the agent said last.</summary>
/// <param name="Final">Nothing is gained by trying again: a person has to change something first.</param>
public sealed record TurnEnd(
    TurnMove Move,
    string? Text = null,
    string? Reason = null,
    bool Capped = false,
    bool Final = false
);
