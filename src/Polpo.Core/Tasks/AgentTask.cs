using Polpo.Core.Approvals.Deadlines;
using Polpo.Core.Approvals.Requests;
using Polpo.Core.Assessment;
using Polpo.Core.Budgets;
using Polpo.Core.Identity;
using Polpo.Core.Sessions;
using Polpo.Core.Workspaces;
using Polpo.Engine.Kernel;

namespace Polpo.Core.Tasks;

/// <summary>What one agent has to deliver, checked by us.</summary>
public sealed class AgentTask : IIdentified
{
    /// <summary>Behind the id of a gate that only the present result has passed.</summary>
    private const string OfResult = "\u001fresult";

    public static string Prefix => "task";

    public required Id<AgentTask> Id { get; init; }

    public required Id<Workspace> Workspace { get; init; }

    public required TaskSpec Spec { get; init; }

    public required Id<User> Requester { get; set; }

    public required string RequesterName { get; set; }

    /// <summary>On whose behalf it is done.</summary>
    internal Caller Asker => new(Requester, RequesterName);

    public required string Title { get; init; }

    public required string AssignTo { get; set; }

    /// <summary>The ids of tasks that must be done before.</summary>
    public required IReadOnlyList<string> DependsOn { get; set; }

    public required double Priority { get; set; }

    public DateTimeOffset? Deadline { get; set; }

    public SlaStatus Sla { get; set; }

    /// <summary>What asked for it, when that was no person.</summary>
    public string? DriverId { get; init; }

    /// <summary>Its part in a larger work; null: it stands alone.</summary>
    public TaskPart? Part { get; init; }

    /// <summary>What drives it has paused: no attempt begins.</summary>
    public bool Held { get; set; }

    /// <summary>Something waits for a status of it.</summary>
    public bool Watched { get; set; }

    /// <summary>The score of the latest assessment, 1 to 5; null when nothing was scored.</summary>
    public decimal? Score { get; set; }

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

    /// <summary>The description as feedback, an escalation or a solved deadlock changed it; null: as it was asked for.</summary>
    public string? Rewritten { get; set; }

    /// <summary>What it is about beyond its title.</summary>
    public string? Description => Rewritten ?? Spec.Description;

    public Id<Session>? Session { get; set; }

    /// <summary>The driver's name of the turn that is being waited for.</summary>
    public string? TurnKey { get; set; }

    public DateTimeOffset? AttemptStartedAt { get; set; }

    /// <summary>Why the latest turn ended without a result.</summary>
    public string? TurnReason { get; set; }

    /// <summary>The latest assessment counts, and what follows from it is still to be done.</summary>
    public bool Decided { get; set; }

    /// <summary>The undecided request that it waits for.</summary>
    public Id<Approval>? Approval { get; set; }

    /// <summary>Where it stood when it began to wait for a person.</summary>
    public TaskStatus? HeldFrom { get; set; }

    /// <summary>The ids of gates that do not ask again in this life of the task, or of its present result.</summary>
    public IReadOnlyList<string> PassedGates { get; set; } = [];

    /// <summary>How often a person sent it back with feedback.</summary>
    public int Revisions { get; set; }

    /// <summary>The level of the escalation policy that it has come to; 0: none.</summary>
    public int EscalationLevel { get; set; }

    /// <summary>When that level's time is up.</summary>
    public DateTimeOffset? EscalationDueAt { get; set; }

    /// <summary>The failed task that it waits for while nothing else goes on: a model is to say what becomes of it.</summary>
    public string? DeadlockedBy { get; set; }

    /// <summary>How often a model was asked so.</summary>
    public int ResolutionAttempts { get; set; }

    /// <summary>A model is to say the task anew before the next attempt.</summary>
    public bool RewritePending { get; set; }

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

    /// <summary>The move to another attempt, from where a result stands.</summary>
    public TaskMove AgainMove => Status == TaskStatus.AwaitingApproval ? TaskMove.Resume : TaskMove.TryAgain;

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
        if (next is not (TaskStatus.Review or TaskStatus.AwaitingApproval))
            (Decided, HeldFrom) = (false, null);
        if (next == TaskStatus.InProgress)
            // What was approved is about to be another result, which nobody has seen.
            (ApprovedBy, PassedGates) = (
                [],
                [.. PassedGates.Where(gate => !gate.EndsWith(OfResult, StringComparison.Ordinal))]
            );
        else if (next == TaskStatus.AwaitingApproval)
            HeldFrom = Status;
        return Status = next;
    }

    /// <summary>A gate that a result has passed. The next one has to pass it again.</summary>
    public void PassWithResult(string gate) => PassedGates = [.. PassedGates, gate + OfResult];

    /// <summary>The gates that do not ask again.</summary>
    public IReadOnlyList<string> OpenGates =>
        [
            .. PassedGates.Select(gate =>
                gate.EndsWith(OfResult, StringComparison.Ordinal) ? gate[..^OfResult.Length] : gate
            ),
        ];

    /// <summary>A person's retry: all retries, gates and levels are before it again; what the last attempt left stays.</summary>
    public void BeginAnew()
    {
        (Retries, FixAttempts, AssessmentRetries, EscalationLevel) = (0, 0, 0, 0);
        (Revisions, ResolutionAttempts, DeadlockedBy) = (0, 0, null);
        (Session, Phase, PassedGates, EscalationDueAt, RewritePending) = (null, TaskPhase.Execution, [], null, false);
    }

    /// <summary>On whose account a call is that helps it along.</summary>
    public Charge Charge(Purpose purpose) =>
        new(Id)
        {
            Task = Id,
            Person = Requester,
            Agent = AssignTo,
            Purpose = purpose,
        };

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
