using System.Text.Json.Nodes;
using Polpo.Core.Workspaces;
using Polpo.Engine.Kernel;

namespace Polpo.Core.Tasks;

/// <summary>A task as a person asks for it. Only the title is needed.</summary>
public sealed record TaskSpec
{
    public required Id<Workspace> Workspace { get; init; }
    public required string Title { get; init; }
    public string? Description { get; init; }

    /// <summary>An agent's name; null: the first one.</summary>
    public string? AssignTo { get; init; }

    /// <summary>Titles or ids of tasks that must be done before.</summary>
    public IReadOnlyList<string> DependsOn { get; init; } = [];
    public double Priority { get; init; } = 1;
    public DateTimeOffset? Deadline { get; init; }
    public IReadOnlyList<JsonObject> Expectations { get; init; } = [];
    public JsonNode? Metrics { get; init; }

    /// <summary>Null: the workspace's setting, else 3.</summary>
    public int? MaxRetries { get; init; }

    /// <summary>Null or zero: the workspace's setting, else 30 minutes.</summary>
    public TimeSpan? MaxDuration { get; init; }
    public RetryPolicy? RetryPolicy { get; init; }
    public IReadOnlyList<JsonObject> ExpectedOutcomes { get; init; } = [];
    public bool SideEffects { get; init; }
    public bool Draft { get; init; }

    /// <summary><c>provider/model</c>, over the agent's own.</summary>
    public string? Model { get; init; }

    /// <summary>Merge into the user's branch when done.</summary>
    public bool Merge { get; init; }

    /// <summary>What asked for it and hears of each of its moves, such as a schedule; null: a person.</summary>
    public TaskDriver? Driver { get; init; }
}

/// <summary>A subject that is woken whenever a task that it asked for moves.</summary>
public sealed record TaskDriver(string Kind, string Id);

/// <param name="EscalateAfter">Failed retries after which the task is escalated; null: after the last.</param>
public sealed record RetryPolicy(int? EscalateAfter = null, string? FallbackAgent = null, string? EscalateModel = null);
