namespace Polpo.Core.Tasks;

public enum TaskStatus
{
    Draft,
    Pending,
    Assigned,
    InProgress,
    Review,
    AwaitingApproval,
    Done,
    Failed,
}

public enum TaskMove
{
    /// <summary>A draft is to be worked on.</summary>
    Queue,

    /// <summary>Dependencies are done and a slot is free.</summary>
    Assign,

    /// <summary>The agent's session has its prompt.</summary>
    Start,

    /// <summary>A person has to agree before it may begin.</summary>
    Hold,

    /// <summary>The agent's result is in.</summary>
    Deliver,

    /// <summary>The result is in and checked as evidence; a person decides, for it has side effects.</summary>
    AskApproval,

    /// <summary>The assessment passed.</summary>
    Pass,

    /// <summary>Another attempt: fix, clarification, retry or escalation.</summary>
    TryAgain,

    /// <summary>A person has to agree before it counts as done.</summary>
    HoldResult,

    /// <summary>Agreed before the run, or sent back with feedback.</summary>
    Resume,

    /// <summary>A result with side effects was agreed to: the review follows.</summary>
    ApproveResult,

    /// <summary>Agreed at the last gate.</summary>
    Accept,

    /// <summary>Killed, out of time or turns, refused, or everything exhausted.</summary>
    Fail,

    /// <summary>A person's retry of a failed task.</summary>
    Retry,

    /// <summary>Assessed again: what had failed passes.</summary>
    ReassessPass,

    /// <summary>Assessed again: what was done does not pass.</summary>
    ReassessFail,
}

public enum TaskPhase
{
    Execution,
    Review,
    Fix,
    Clarification,
}

public static class TaskMachine
{
    /// <summary>The whole life of a task. A pair that is not listed is refused, over every door.</summary>
    public static TaskStatus? After(this TaskStatus status, TaskMove move) =>
        (status, move) switch
        {
            (TaskStatus.Draft, TaskMove.Queue) => TaskStatus.Pending,
            (TaskStatus.Pending, TaskMove.Assign) => TaskStatus.Assigned,
            (TaskStatus.Pending or TaskStatus.Assigned, TaskMove.Hold) => TaskStatus.AwaitingApproval,
            (TaskStatus.Assigned, TaskMove.Start) => TaskStatus.InProgress,
            (TaskStatus.InProgress, TaskMove.Deliver) => TaskStatus.Review,
            (TaskStatus.InProgress, TaskMove.AskApproval) => TaskStatus.AwaitingApproval,
            (TaskStatus.Review, TaskMove.Pass) => TaskStatus.Done,
            (TaskStatus.Review, TaskMove.TryAgain) => TaskStatus.Pending,
            (TaskStatus.Review, TaskMove.HoldResult) => TaskStatus.AwaitingApproval,
            (TaskStatus.AwaitingApproval, TaskMove.Resume) => TaskStatus.Pending,
            (TaskStatus.AwaitingApproval, TaskMove.ApproveResult) => TaskStatus.Review,
            (TaskStatus.AwaitingApproval, TaskMove.Accept) => TaskStatus.Done,
            (not (TaskStatus.Done or TaskStatus.Failed), TaskMove.Fail) => TaskStatus.Failed,
            (TaskStatus.Failed, TaskMove.Retry) => TaskStatus.Pending,
            (TaskStatus.Failed, TaskMove.ReassessPass) => TaskStatus.Done,
            (TaskStatus.Done, TaskMove.ReassessFail) => TaskStatus.Failed,
            _ => null,
        };

    /// <summary>It is queued or worked on: what drives it learns of the end of this, and not of each step within.</summary>
    public static bool IsAtWork(this TaskStatus status) =>
        status is TaskStatus.Pending or TaskStatus.Assigned or TaskStatus.InProgress or TaskStatus.Review;

    public static bool IsTerminal(this TaskStatus status) => status is TaskStatus.Done or TaskStatus.Failed;

    /// <summary>The word of the API, such as <c>in_progress</c>.</summary>
    public static string Word(this TaskStatus status) =>
        status switch
        {
            TaskStatus.InProgress => "in_progress",
            TaskStatus.AwaitingApproval => "awaiting_approval",
            _ => status.ToString().ToLowerInvariant(),
        };
}
