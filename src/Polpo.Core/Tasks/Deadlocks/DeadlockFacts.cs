using Polpo.Engine.Journal;

namespace Polpo.Core.Tasks.Deadlocks;

/// <summary>The task waits for one that failed, and nothing else is going on that could change it.</summary>
public sealed record DeadlockDetected(string FailedDependency) : IFact
{
    public static string Type => "deadlock.detected";
}

/// <param name="Action">absorb, retry or fail.</param>
public sealed record DeadlockResolved(string FailedDependency, string Action, string Reason) : IFact
{
    public static string Type => "deadlock.resolved";
}

public sealed record DeadlockUnresolvable(string FailedDependency, string Reason) : IFact
{
    public static string Type => "deadlock.unresolvable";
}
