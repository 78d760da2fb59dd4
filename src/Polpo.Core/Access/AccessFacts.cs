using Polpo.Engine.Journal;

namespace Polpo.Core.Access;

public sealed record UserAdded(string Name, IReadOnlyList<string> Roles) : IFact
{
    public static string Type => "user.added";
}

/// <summary>Nobody gets in as this person any more, and none of their keys works.</summary>
public sealed record UserDisabled(string Name) : IFact
{
    public static string Type => "user.disabled";
}

public sealed record UserEnabled(string Name) : IFact
{
    public static string Type => "user.enabled";
}

/// <param name="Roles">All that they hold from now on.</param>
public sealed record UserRolesSet(string Name, IReadOnlyList<string> Roles) : IFact
{
    public static string Type => "user.roles_set";
}

/// <summary>A one-time link was made with which somebody signs in as this person.</summary>
public sealed record UserInvited(string Name) : IFact
{
    public static string Type => "user.invited";
}

/// <param name="Permissions">All that it grants from now on.</param>
public sealed record RoleSet(string Name, IReadOnlyList<string> Permissions) : IFact
{
    public static string Type => "role.set";
}

public sealed record RoleRemoved(string Name) : IFact
{
    public static string Type => "role.removed";
}
