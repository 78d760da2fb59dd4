using Polpo.Core.Assessment;
using Polpo.Core.Identity;
using Polpo.Core.Sessions;
using Polpo.Core.Workspaces;
using Polpo.Engine.Kernel;

namespace Polpo.Core.Tasks;

/// <summary>What one agent has to deliver, checked by us.</summary>
public sealed class AgentTask : IIdentified
{
    public static string Prefix => "task";

    public required Id<AgentTask> Id { get; init; }

    public required Id<Workspace> Workspace { get; init; }

    public required TaskSpec Spec { get; init; }

    public required Id<User> Requester { get; init; }

    public required string RequesterName { get; init; }

    public required string Title { get; init; }

    public required string AssignTo { get; set; }

    /// <summary>The ids of tasks that must be done before.</summary>
    public required IReadOnlyList<string> DependsOn { get; init; }

    public required double Priority { get; init; }

    public TaskStatus Status { get; private set; }

    public TaskPhase Phase { get; set; }

    /// <summary>Why it waits or failed, as a sentence.</summary>
    public string? Reason { get; set; }

    public required int MaxRetries { get; init; }

    public required long MaxDurationMs { get; init; }

    public int Retries { get; set; }

    public int FixAttempts { get; set; }

    public int QuestionRounds { get; set; }

    public int AssessmentRetries { get; set; }

    /// <summary>Attempts so far; each has a session, fixes and answers go on in it.</summary>
    public int Attempts { get; set; }

    /// <summary>Assessments so far.</summary>
    public int Assessments { get; set; }

    /// <summary>A person asked for another assessment of a finished task.</summary>
    public bool Reassessing { get; set; }

    public bool Escalated { get; set; }

    /// <summary>The model that an escalation chose.</summary>
    public string? EscalatedModel { get; set; }

    /// <summary>What the next attempt is told beyond the description.</summary>
    public string? NextPrompt { get; set; }

    public Id<Session>? Session { get; set; }

    /// <summary>The driver's name of the turn that is being waited for.</summary>
    public string? TurnKey { get; set; }

    public DateTimeOffset? AttemptStartedAt { get; set; }

    /// <summary>The commit from which the first attempt started.</summary>
    public string? Base { get; set; }

    public string? Head { get; set; }

    public string? Branch { get; set; }

    public bool Merged { get; set; }

    /// <summary>The latest assessment, by its hash.</summary>
    public string? AssessmentBlob { get; set; }

    /// <summary>Registered outcomes of the latest attempt, by their hash.</summary>
    public string? OutcomesBlob { get; set; }

    /// <summary>The signed receipt, by its hash.</summary>
    public string? ReceiptBlob { get; set; }

    public int? ExitCode { get; set; }

    public string? Answer { get; set; }

    public long DurationMs { get; set; }

    public IReadOnlyList<string> ApprovedBy { get; set; } = [];

    public Usd Cost { get; set; }

    public int Turns { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset UpdatedAt { get; set; }

    public int Version { get; set; }

    /// <summary>Moves along the state machine, or refuses in words.</summary>
    public TaskStatus Move(TaskMove move, DateTimeOffset now, string? reason = null)
    {
        var next =
            Status.After(move)
            ?? throw new RefusedException(
                Refusal.Conflict,
                $"Task {Id} is {Status.Word()}; it cannot be {Said(move)} now."
            );
        Reason = reason;
        UpdatedAt = now;
        Version++;
        return Status = next;
    }

    /// <summary>What people call the moves that they ask for.</summary>
    private static string Said(TaskMove move) =>
        move switch
        {
            TaskMove.Queue => "queued",
            TaskMove.Fail => "stopped",
            TaskMove.Retry => "retried",
            TaskMove.Resume or TaskMove.ApproveResult or TaskMove.Accept => "approved or rejected",
            _ => "moved on",
        };
}
