using Polpo.Engine.Kernel;

namespace Polpo.Core.Identity;

/// <summary>A person who uses this installation. In local mode there is one.</summary>
public sealed class User : IIdentified
{
    public static string Prefix => "usr";

    public required Id<User> Id { get; init; }

    public required string Name { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }
}

/// <summary>On whose behalf a command runs. Every command and query of Core takes one.</summary>
public sealed record Caller(Id<User> User, string Name)
{
    /// <summary>How the journal names this person.</summary>
    public string Actor => User.Text;
}
