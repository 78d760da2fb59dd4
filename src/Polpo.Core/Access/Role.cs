using Polpo.Core.Identity;
using Polpo.Engine.Kernel;

namespace Polpo.Core.Access;

/// <summary>A named set of permission keys. People hold roles; what a role grants, all who hold it have at once.</summary>
public sealed class Role
{
    /// <summary>The role that may everything and sees every workspace. It cannot be changed, and somebody always holds it.</summary>
    public const string Admin = "Admin";

    public required string Name { get; init; }

    public required IReadOnlyList<string> Permissions { get; set; }
}

/// <summary>That a person holds a role.</summary>
public sealed class UserRole
{
    public required Id<User> User { get; init; }

    public required string Role { get; init; }
}
