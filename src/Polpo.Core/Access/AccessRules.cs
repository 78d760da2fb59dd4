using Microsoft.EntityFrameworkCore;
using Polpo.Core.Identity;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage;

namespace Polpo.Core.Access;

/// <summary>What holds whoever changes who may do what.</summary>
internal static class AccessRules
{
    /// <summary>One change at a time, on many servers too: each looks at what the one before has left.</summary>
    public static Task TakeTurnAsync(Work work, CancellationToken cancellationToken) =>
        work
            .Db.Set<Role>()
            .Where(row => row.Name == Role.Admin)
            .ExecuteUpdateAsync(
                row => row.SetProperty(one => one.Permissions, one => one.Permissions),
                cancellationToken
            );

    /// <exception cref="RefusedException">Nobody who gets in would be Admin any more.</exception>
    public static async Task RequireAdminBesidesAsync(Work work, Id<User> user, CancellationToken cancellationToken)
    {
        var left = await work
            .Db.Set<UserRole>()
            .Where(row => row.Role == Role.Admin && row.User != user)
            .AnyAsync(
                row => work.Db.Set<User>().Any(other => other.Id == row.User && other.DisabledAt == null),
                cancellationToken
            );
        if (!left)
            throw new RefusedException(
                Refusal.Conflict,
                "This is the last Admin, and without one nobody could give roles. Make somebody else Admin first."
            );
    }

    /// <summary>What these roles grant together.</summary>
    /// <exception cref="RefusedException">There is no such role.</exception>
    public static async Task<Rights> RightsOfAsync(
        Work work,
        IReadOnlyCollection<string> roles,
        CancellationToken cancellationToken
    )
    {
        var found = await work.Db.Set<Role>().AsNoTracking().ToListAsync(cancellationToken);
        if (roles.Where(name => !found.Exists(role => role.Name == name)).ToList() is [var unknown, ..])
            throw new RefusedException(
                Refusal.Invalid,
                $"There is no role \"{unknown}\".{Roles.Meant(unknown, found)} There are {string.Join(", ", found.Select(role => role.Name))}."
            );
        return Rights.Of(found.Where(role => roles.Contains(role.Name)).SelectMany(role => role.Permissions));
    }

    /// <summary>What somebody's roles grant together.</summary>
    public static async Task<Rights> RightsOfUserAsync(Work work, Id<User> user, CancellationToken cancellationToken) =>
        await RightsOfAsync(
            work,
            await work
                .Db.Set<UserRole>()
                .Where(row => row.User == user)
                .Select(row => row.Role)
                .ToListAsync(cancellationToken),
            cancellationToken
        );

    /// <exception cref="RefusedException">The caller would hand out, or take from somebody, what they do not have themselves.</exception>
    public static void RequireCover(Caller caller, Rights rights)
    {
        if (!caller.Rights.Cover(rights))
            throw new RefusedException(
                Refusal.Forbidden,
                "This is about permissions that you do not have yourself. Ask an Admin."
            );
    }
}
