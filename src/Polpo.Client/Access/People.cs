namespace Polpo.Client;

/// <summary>Somebody who uses this installation.</summary>
/// <param name="DisabledAt">Since when nobody gets in as this person; absent: they may.</param>
public sealed record UserView(
    string Id,
    string Name,
    IReadOnlyList<string> Roles,
    DateTimeOffset CreatedAt,
    DateTimeOffset? DisabledAt
);

public sealed record AddUser(string Name, IReadOnlyList<string>? Roles = null);

/// <param name="Roles">All that the person holds from now on.</param>
public sealed record SetRoles(IReadOnlyList<string> Roles);

/// <summary>A role and the permission keys that it grants.</summary>
public sealed record RoleView(string Name, IReadOnlyList<string> Permissions);

/// <param name="Permissions">All that the role grants from now on.</param>
public sealed record SetRole(IReadOnlyList<string> Permissions);

/// <summary>Somebody who sees a workspace.</summary>
public sealed record MemberView(string Id, string Name, DateTimeOffset AddedAt);
