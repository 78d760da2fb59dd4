namespace Polpo.Client;

/// <summary>What <c>GET /api/v1/status</c> answers: the installation at a glance.</summary>
/// <param name="Sandbox">The rung of the ladder in use: <c>bubblewrap</c>, <c>none</c>.</param>
/// <param name="Model">The model of an agent that names none; <c>scripted/demo</c> means that no AI is configured.</param>
/// <param name="Trouble">Null when the storage works.</param>
public sealed record ServerStatus(
    string Version,
    string Database,
    string Sandbox,
    string? Model,
    int RunningSessions,
    int WaitingTasks,
    DateTimeOffset StartedAt,
    StorageTroubleView? Trouble = null
)
{
    /// <summary>The servers that live, with PostgreSQL; empty with the embedded database, which has one.</summary>
    public IReadOnlyList<ServerView> Servers { get; init; } = [];

    /// <summary>Names of the environment variables for models that are set for the server. Never their values.</summary>
    public IReadOnlyList<string> ModelVariables { get; init; } = [];
}

/// <summary>One of the servers of an installation.</summary>
/// <param name="Roles"><c>web</c>, <c>worker</c> or <c>web,worker</c>.</param>
/// <param name="IsThis">Whether it is the one that answers.</param>
/// <param name="Runs">How many sessions, tasks … it runs now, by kind.</param>
/// <param name="Holds">How many of each kind it is at, those that wait for something among them.</param>
public sealed record ServerView(
    string Name,
    string Roles,
    DateTimeOffset StartedAt,
    bool IsThis,
    IReadOnlyDictionary<string, long> Runs,
    IReadOnlyDictionary<string, long> Holds
);

/// <summary>Nothing can be saved at the moment: what is being worked on waits, and goes on by itself afterwards.</summary>
/// <param name="Message">What is so and what to do.</param>
public sealed record StorageTroubleView(string Message, DateTimeOffset Since);

/// <param name="Ok">False when something that Polpo counts on is missing.</param>
/// <param name="Remedy">The command that mends it; empty when there is nothing to mend.</param>
/// <param name="Cost">What its absence costs; empty when there is nothing to mend.</param>
public sealed record DoctorCheck(string Name, bool Ok, string Detail, string Remedy, string Cost = "");

public sealed record DoctorReport(string Sandbox, IReadOnlyList<DoctorCheck> Checks);
