namespace Polpo.Core.Budgets;

/// <summary>What a model is asked for.</summary>
public enum Purpose
{
    /// <summary>An agent's own work.</summary>
    Work,
    Review,
    Clarify,
    Rewrite,
    Resolve,
    Draft,
}

/// <summary>On whose account a call is. <paramref name="Subject"/> is the id of the session, task or workspace that asks.</summary>
public sealed record Charge(string Subject)
{
    /// <summary>The id of the task that it is for; null: none.</summary>
    public string? Task { get; init; }

    /// <summary>The id of the person on whose behalf.</summary>
    public string? Person { get; init; }

    public string? Agent { get; init; }

    public Purpose Purpose { get; init; }

    /// <summary>It is the first call of a session.</summary>
    public bool Starts { get; init; }

    /// <summary>Its subject makes one call at a time: an older one that is still open was cut off.</summary>
    public bool Alone { get; init; }

    /// <summary>It only helps other work along: without room in the budget it does not begin, and what it helps goes on.</summary>
    internal bool IsPass => Purpose != Purpose.Work;

    /// <summary>The driver, when that is a task.</summary>
    public static string? TaskOf(string driver) => driver.StartsWith("task_", StringComparison.Ordinal) ? driver : null;
}
