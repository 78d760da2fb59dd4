using Microsoft.EntityFrameworkCore;
using Polpo.Core.Access;
using Polpo.Core.Identity;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage;

namespace Polpo.Core.SingleSignOn.Arriving;

/// <summary>Gives and takes the roles that the provider's groups bring. Roles that no group brings are people's own to give.</summary>
internal sealed class GroupRoles(LoginSettings settings)
{
    public async Task ApplyAsync(
        Work work,
        User user,
        IReadOnlyList<string> groups,
        CancellationToken cancellationToken
    )
    {
        if (settings.GroupRoles.Count == 0)
            return;
        var rows = work.Db.Set<UserRole>();
        var held = await rows.Where(row => row.User == user.Id).ToListAsync(cancellationToken);
        var known = await work.Db.Set<Role>().Select(row => row.Name).ToListAsync(cancellationToken);
        var ruled = settings.GroupRoles.Select(pair => pair.Role).Where(known.Contains).ToHashSet();
        var brought = settings
            .GroupRoles.Where(pair => groups.Contains(pair.Group, StringComparer.Ordinal))
            .Select(pair => pair.Role)
            .Where(known.Contains)
            .ToHashSet();
        var lost = held.Where(row => ruled.Contains(row.Role) && !brought.Contains(row.Role)).ToList();
        if (lost.Exists(row => row.Role == Role.Admin) && await IsLastAdminAsync(work, user, cancellationToken))
            lost.RemoveAll(row => row.Role == Role.Admin);
        var gained = brought.Except(held.Select(row => row.Role)).Order(StringComparer.Ordinal).ToList();
        if (lost.Count + gained.Count == 0)
            return;
        rows.RemoveRange(lost);
        rows.AddRange(gained.Select(role => new UserRole { User = user.Id, Role = role }));
        var now = held.Except(lost).Select(row => row.Role).Union(gained).Order(StringComparer.Ordinal);
        work.Append(user.Id, Arrivals.Actor, new UserRolesSet(user.Name, [.. now]));
    }

    private static async Task<bool> IsLastAdminAsync(Work work, User user, CancellationToken cancellationToken)
    {
        try
        {
            await AccessRules.RequireAdminBesidesAsync(work, user.Id, cancellationToken);
            return false;
        }
        catch (RefusedException)
        {
            return true;
        }
    }
}
