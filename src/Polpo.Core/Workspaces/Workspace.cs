using Polpo.Core.Identity;
using Polpo.Engine.Kernel;

namespace Polpo.Core.Workspaces;

/// <summary>Tenant and unit of isolation: one git repository, its agents, sessions and tasks.</summary>
public sealed class Workspace : IIdentified
{
    public static string Prefix => "ws";

    public required Id<Workspace> Id { get; init; }

    public required string Name { get; set; }

    /// <summary>The user's clone: an absolute path on this machine. Read, fetched from and delivered to; never checked out or cleaned by us.</summary>
    public required string RepositoryPath { get; init; }

    /// <summary>Who opened it, and so was its first member.</summary>
    public required Id<User> Owner { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }
}
