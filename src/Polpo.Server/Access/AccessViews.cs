using Polpo.Client;
using Polpo.Core.Access;
using Polpo.Core.Access.Keys;

namespace Polpo.Server.Access;

internal static class AccessViews
{
    public static UserView View(this Person person) =>
        new(person.User.Id, person.User.Name, person.Roles, person.User.CreatedAt, person.User.DisabledAt);

    public static RoleView View(this Role role) => new(role.Name, role.Permissions);

    public static KeyView View(this ApiKey key) => View(key, null);

    public static KeyView View(this NewKey made) => View(made.Key, made.Token.Reveal());

    private static KeyView View(ApiKey key, string? token) =>
        new(
            key.Id,
            key.Name,
            key.Shown,
            key.User,
            key.Workspace,
            key.Permissions,
            key.CreatedAt,
            key.ExpiresAt,
            key.LastUsedAt
        )
        {
            Key = token,
        };
}
