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

/// <summary>A field of a file in <c>.polpo</c> that has no effect.</summary>
/// <param name="File">Its path below the repository.</param>
/// <param name="Meant">The known name that it resembles; null when there is none.</param>
/// <param name="Message">What is so and what to do.</param>
public sealed record FieldWarningView(string File, int Line, string Field, string? Meant, string Message);

public sealed record TeamView(string Name, string? Description, IReadOnlyList<string> Agents);

public sealed record AddTeam(string Name, string? Description = null);

public sealed record RenameTeam(string Name);
