using System.Text.Json.Nodes;
using Polpo.Core.Models;

namespace Polpo.Core.Agents;

/// <summary>An agent as <c>.polpo/agents.json</c> describes it: read here, written back by an edit of the document it came from.</summary>
public sealed record AgentConfig
{
    public required string Name { get; init; }

    public string? Role { get; init; }

    /// <summary><c>provider/model</c>; null: the installation's default.</summary>
    public string? Model { get; init; }

    public string? SystemPrompt { get; init; }

    /// <summary>Exact names or a trailing-<c>*</c> wildcard. Null: the core set; empty: none.</summary>
    public IReadOnlyList<string>? AllowedTools { get; init; }

    /// <summary>Directories relative to the repository; null: all of it.</summary>
    public IReadOnlyList<string>? AllowedPaths { get; init; }

    /// <summary>Hosts that it may reach; null: those of the workspace.</summary>
    public IReadOnlyList<string>? AllowedHosts { get; init; }

    /// <summary>Hosts that it may not reach, whatever is allowed.</summary>
    public IReadOnlyList<string> DeniedHosts { get; init; } = [];

    public IReadOnlyList<string> Skills { get; init; } = [];

    public int MaxTurns { get; init; } = 150;

    /// <summary>Simultaneous tasks; null: no limit.</summary>
    public int? MaxConcurrency { get; init; }

    public Reasoning? Reasoning { get; init; }

    public string? ReportsTo { get; init; }

    public AgentIdentity? Identity { get; init; }

    public bool Volatile { get; init; }

    public string? MissionGroup { get; init; }

    public DateTimeOffset? CreatedAt { get; init; }

    public required string TeamName { get; init; }

    /// <summary>The entry's <c>agent</c> object as it was read, unknown fields included.</summary>
    public JsonObject? Source { get; init; }
}

public sealed record AgentIdentity
{
    public string? DisplayName { get; init; }
    public string? Title { get; init; }
    public string? Company { get; init; }
    public string? Email { get; init; }
    public string? Bio { get; init; }
    public string? Timezone { get; init; }
    public string? Avatar { get; init; }
    public string? Tone { get; init; }
    public string? Personality { get; init; }
    public IReadOnlyList<AgentResponsibility> Responsibilities { get; init; } = [];
    public IReadOnlyDictionary<string, string> Socials { get; init; } = new Dictionary<string, string>();
}

/// <summary>A plain string in the file is an area without description.</summary>
public sealed record AgentResponsibility(string Area, string? Description, string? Priority);

public sealed record Team(string Name, string? Description);
