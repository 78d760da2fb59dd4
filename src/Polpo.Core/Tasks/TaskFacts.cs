using Polpo.Core.Sessions;
using Polpo.Engine.Journal;
using Polpo.Engine.Kernel;

namespace Polpo.Core.Tasks;

/// <param name="Group">The larger work that it is a part of.</param>
public sealed record TaskCreated(string Title, string AssignTo, string? Group = null) : IFact
{
    public static string Type => "task.created";
}

public sealed record TaskMoved(TaskStatus From, TaskStatus To, TaskMove Move, TaskPhase Phase, string? Reason) : IFact
{
    public static string Type => "task.moved";
}

/// <param name="Blob">The assessment's hash.</param>
public sealed record TaskAssessed(string Trigger, bool Passed, decimal? GlobalScore, string Blob) : IFact
{
    public static string Type => "task.assessed";
}

public sealed record TaskFix(int Attempt) : IFact
{
    public static string Type => "task.fix";
}

public sealed record TaskRetried(int Retry, string Reason) : IFact
{
    public static string Type => "task.retried";
}

public sealed record TaskEscalated(string Agent, string? Model) : IFact
{
    public static string Type => "task.escalated";
}

/// <summary>What is urgent about it was set anew.</summary>
public sealed record TaskChanged(double Priority, DateTimeOffset? Deadline) : IFact
{
    public static string Type => "task.changed";
}

/// <summary>All attempts that the task's own retries allow were made.</summary>
public sealed record TaskMaxRetries(int Retries) : IFact
{
    public static string Type => "task.max_retries";
}

/// <summary>It has side effects: no attempt after the first starts without a person.</summary>
public sealed record TaskRetryBlocked(string Reason) : IFact
{
    public static string Type => "task.retry_blocked";
}

public sealed record TaskQuestion(string Question) : IFact
{
    public static string Type => "task.question";
}

public sealed record TaskAnswered(string Answer) : IFact
{
    public static string Type => "task.answered";
}

public sealed record TaskApproved(string By) : IFact
{
    public static string Type => "task.approved";
}

/// <param name="Feedback">What the next attempt is told.</param>
public sealed record TaskRejected(string By, string? Feedback) : IFact
{
    public static string Type => "task.rejected";
}

public sealed record TaskBranch(string Branch, string Commit) : IFact
{
    public static string Type => "task.branch";
}

public sealed record TaskMerged(string Branch, string Commit) : IFact
{
    public static string Type => "task.merged";
}

public sealed record TaskMergeRefused(string Reason) : IFact
{
    public static string Type => "task.merge_refused";
}

/// <param name="Blob">The signed receipt's hash.</param>
public sealed record TaskReceipt(string Blob) : IFact
{
    public static string Type => "task.receipt";
}

public sealed record TaskReassess : IFact
{
    public static string Type => "task.reassess";
}

public sealed record TaskDeleted(string Title) : IFact
{
    public static string Type => "task.deleted";
}

/// <summary>A session of the task: whose attempt it is.</summary>
public sealed record TaskSession(Id<Session> Session, int Attempt, string Agent, string Model) : IFact
{
    public static string Type => "task.session";
}
