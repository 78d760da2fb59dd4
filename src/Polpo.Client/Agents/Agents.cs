using System.Text.Json.Nodes;

namespace Polpo.Client;

/// <param name="Agent">The <c>AgentConfig</c> object of the seed's file format, unknown fields included.</param>
public sealed record AgentEntry(JsonObject Agent, string TeamName);

/// <param name="Tools">The names of the tools that it is granted.</param>
/// <param name="Extra">Granted tool categories outside the core set, as the org chart shows them in brackets.</param>
/// <param name="Network">The hosts that it may reach, in words.</param>
public sealed record AgentView(
    string Name,
    string? Role,
    string? DisplayName,
    string? Title,
    string? Model,
    string? ReportsTo,
    string TeamName,
    IReadOnlyList<string> Tools,
    IReadOnlyList<string> Extra,
    JsonObject Config,
    string Network
);

public sealed record TeamView(string Name, string? Description, IReadOnlyList<string> Agents);

public sealed record AddTeam(string Name, string? Description = null);

public sealed record RenameTeam(string Name);
