using Microsoft.EntityFrameworkCore;
using Polpo.Core.Identity;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage;

namespace Polpo.Core.Access;

/// <summary>The roles of the installation: what each grants.</summary>
public sealed class Roles(IDatabase database)
{
    private const int LongestName = 50;

    public Task<IReadOnlyList<Role>> ListAsync(CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<Role>>(
            async db => await db.Set<Role>().OrderBy(row => row.Name).ToListAsync(cancellationToken),
            cancellationToken
        );

    public async Task<Role> GetAsync(string name, CancellationToken cancellationToken)
    {
        var all = await ListAsync(cancellationToken);
        return all.FirstOrDefault(role => role.Name == name) ?? throw Missing(name, all);
    }

    /// <summary>Makes a role, or has it grant exactly this; who holds it may so from their next request on.</summary>
    /// <exception cref="RefusedException">The caller is no Admin, or it is the role of Admins.</exception>
    public Task<Role> SetAsync(
        string name,
        IReadOnlyList<string> permissions,
        Caller caller,
        CancellationToken cancellationToken
    )
    {
        caller.Require(Rights.Admin);
        RequireOther(name);
        if (name.Trim() != name || name.Length is 0 or > LongestName || name.Any(char.IsControl))
            throw new RefusedException(
                Refusal.Invalid,
                $"A role has a name of 1 to {LongestName} characters in one line, without spaces around it."
            );
        var keys = PermissionKeys.Read(permissions);
        if (keys.Contains(Rights.Admin))
            throw new RefusedException(
                Refusal.Invalid,
                $"Only the role {Role.Admin} holds \"{Rights.Admin}\". Give people that role instead."
            );
        return database.WriteAsync(
            Users.Installation,
            async work =>
            {
                await AccessRules.TakeTurnAsync(work, cancellationToken);
                var role = await work.Db.Set<Role>().SingleOrDefaultAsync(row => row.Name == name, cancellationToken);
                if (role is null)
                    work.Db.Add(role = new Role { Name = name, Permissions = keys });
                else
                    role.Permissions = keys;
                work.Append(name, caller.Actor, new RoleSet(name, keys));
                return role;
            },
            cancellationToken
        );
    }

    /// <exception cref="RefusedException">Somebody holds it.</exception>
    public Task RemoveAsync(string name, Caller caller, CancellationToken cancellationToken)
    {
        caller.Require(Rights.Admin);
        RequireOther(name);
        return database.WriteAsync(
            Users.Installation,
            async work =>
            {
                await AccessRules.TakeTurnAsync(work, cancellationToken);
                var role =
                    await work.Db.Set<Role>().SingleOrDefaultAsync(row => row.Name == name, cancellationToken)
                    ?? throw Missing(name, await work.Db.Set<Role>().AsNoTracking().ToListAsync(cancellationToken));
                var held = await work.Db.Set<UserRole>().CountAsync(row => row.Role == name, cancellationToken);
                if (held > 0)
                    throw new RefusedException(
                        Refusal.Conflict,
                        $"{(held == 1 ? "One person holds" : $"{held} people hold")} the role {name}. Give them another first."
                    );
                work.Db.Remove(role);
                work.Append(name, caller.Actor, new RoleRemoved(name));
            },
            cancellationToken
        );
    }

    private static void RequireOther(string name)
    {
        if (name.Equals(Role.Admin, StringComparison.OrdinalIgnoreCase))
            throw new RefusedException(
                Refusal.Conflict,
                $"The role {Role.Admin} may everything, and stays so. Make another role."
            );
    }

    /// <summary>The role that somebody probably meant, as a sentence; empty when none is near.</summary>
    internal static string Meant(string name, IEnumerable<Role> all) =>
        Nearest.Of(name, all.Select(role => role.Name), least: 1) is { } meant ? $" Did you mean {meant}?" : "";

    private static RefusedException Missing(string name, IEnumerable<Role> all) =>
        new(
            Refusal.NotFound,
            $"There is no role \"{name}\".{Meant(name, all)} `polpo role list` shows those that there are."
        );
}
