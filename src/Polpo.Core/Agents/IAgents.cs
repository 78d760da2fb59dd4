using Polpo.Core.Sandboxes;

namespace Polpo.Core.Agents;

/// <summary>What a workspace's <c>.polpo</c> folder says, read in one go.</summary>
public sealed record Roster(IReadOnlyList<Team> Teams, IReadOnlyList<AgentConfig> Agents, RosterSettings Settings)
{
    /// <summary>What the agent may reach: its own list, else the workspace's, without what either of them denies.</summary>
    public NetworkPolicy NetworkOf(AgentConfig agent) =>
        new()
        {
            AllowedHosts = agent.AllowedHosts ?? Settings.AllowedHosts,
            DeniedHosts = [.. Settings.DeniedHosts.Union(agent.DeniedHosts)],
            Unwalled = Unwalled,
        };

    /// <summary>Commands run without a sandbox on this installation.</summary>
    public bool Unwalled { get; init; }

    public AgentConfig? Find(string name) =>
        Agents.FirstOrDefault(agent => string.Equals(agent.Name, name, StringComparison.Ordinal));
}

/// <summary>The <c>settings</c> of <c>.polpo/polpo.json</c> that the engine reads; null where the file is silent.</summary>
public sealed record RosterSettings
{
    public string? Model { get; init; }
    public Models.Reasoning? Reasoning { get; init; }
    public int? MaxRetries { get; init; }
    public int? MaxFixAttempts { get; init; }
    public int? MaxResolutionAttempts { get; init; }
    public int? MaxConcurrency { get; init; }
    public TimeSpan? TaskTimeout { get; init; }

    /// <summary>Whether missions may bring agents of their own along.</summary>
    public bool EnableVolatileTeams { get; init; } = true;

    public VolatileCleanup VolatileCleanup { get; init; }

    /// <summary>The least score, 1 to 5, of missions and reviews that name none; null: reviews have their own default, missions are not held to any.</summary>
    public decimal? DefaultQualityThreshold { get; init; }

    /// <summary>Hosts that agents without a list of their own may reach.</summary>
    public IReadOnlyList<string> AllowedHosts { get; init; } = [];

    /// <summary>Hosts that no agent of the workspace may reach.</summary>
    public IReadOnlyList<string> DeniedHosts { get; init; } = [];

    /// <summary>What commands need.</summary>
    public Environments.EnvironmentSpec Environment { get; init; } = Environments.EnvironmentSpec.Found;

    /// <summary>How much less than the installation allows a sandbox of this workspace may use.</summary>
    public Sandboxes.SandboxLimits Limits { get; init; } = Sandboxes.SandboxLimits.None;

    /// <summary>The object itself, from which later features read what is theirs; null where the file has none.</summary>
    internal Files.JsonFields? Fields { get; init; }
}

/// <summary>When the agents go that a mission brought along.</summary>
public enum VolatileCleanup
{
    OnComplete,
    Manual,
}
