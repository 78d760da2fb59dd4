namespace Polpo.Client;

public sealed record WorkspaceView(string Id, string Name, string Path, DateTimeOffset CreatedAt);

/// <summary>Registers a repository by its absolute path; the same path again answers the same workspace.</summary>
public sealed record OpenWorkspace(string Path, string? Name = null);
