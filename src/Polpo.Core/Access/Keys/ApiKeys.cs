using Microsoft.EntityFrameworkCore;
using Polpo.Core.Identity;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage;

namespace Polpo.Core.Access.Keys;

/// <summary>What a new key shall be.</summary>
/// <param name="Workspace">One that the maker sees: the door has looked.</param>
/// <param name="Permissions">Null: all that the maker may.</param>
public sealed record KeySpec(
    string Name,
    string? Workspace,
    IReadOnlyList<string>? Permissions,
    DateTimeOffset? ExpiresAt
);

/// <summary>A key that was just made: the only time that it is seen.</summary>
public sealed record NewKey(ApiKey Key, Secret Token);

/// <summary>Makes, lists and revokes keys for programs.</summary>
public sealed class ApiKeys(IDatabase database, KeyOptions options, TimeProvider time)
{
    private const int LongestName = 100;

    /// <exception cref="RefusedException">A key asks, or it would be able to do more than its maker.</exception>
    public Task<NewKey> CreateAsync(KeySpec spec, Caller caller, CancellationToken cancellationToken)
    {
        caller.RequirePerson("make keys");
        var name = NameOf(spec.Name);
        var permissions = PermissionsOf(spec, caller);
        var token = options.Prefix + Token.New();
        return database.WriteAsync(
            Users.Installation,
            work =>
            {
                if (spec.ExpiresAt <= work.Now)
                    throw new RefusedException(
                        Refusal.Invalid,
                        "The key would have expired already. Give a later time."
                    );
                var key = new ApiKey
                {
                    Id = Id<ApiKey>.New(time),
                    Name = name,
                    Hash = Token.Hash(token),
                    Shown = token[..(options.Prefix.Length + 4)],
                    User = caller.User,
                    Workspace = spec.Workspace,
                    Permissions = permissions,
                    CreatedAt = work.Now,
                    ExpiresAt = spec.ExpiresAt,
                };
                work.Db.Add(key);
                var made = new KeyCreated(name, key.Shown, key.Workspace, permissions, key.ExpiresAt);
                work.Append(key.Id, caller.Actor, made);
                return Task.FromResult(new NewKey(key, new Secret(token)));
            },
            cancellationToken
        );
    }

    private static IReadOnlyList<string>? PermissionsOf(KeySpec spec, Caller caller)
    {
        if (spec.Permissions is null)
            return null;
        var permissions = PermissionKeys.Read(spec.Permissions);
        foreach (var permission in permissions)
            caller.Require(permission);
        return spec.Workspace is not null && permissions.FirstOrDefault(PermissionKeys.IsOfInstallation) is { } wide
            ? throw new RefusedException(
                Refusal.Invalid,
                $"The permission {wide} is about the whole installation; a key of one workspace cannot hold it. Leave it or the workspace out."
            )
            : permissions;
    }

    /// <summary>The caller's keys that were not revoked, newest first; of who manages users, everybody's.</summary>
    public Task<IReadOnlyList<ApiKey>> ListAsync(Caller caller, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<ApiKey>>(
            async db =>
                await VisibleTo(db, caller)
                    .Where(row => row.RevokedAt == null)
                    .OrderByDescending(row => row.Id)
                    .ToListAsync(cancellationToken),
            cancellationToken
        );

    /// <summary>From now on the key is nobody's.</summary>
    /// <exception cref="RefusedException">It is somebody else's, who may what the caller may not.</exception>
    public Task RevokeAsync(Id<ApiKey> id, Caller caller, CancellationToken cancellationToken) =>
        database.WriteAsync(
            Users.Installation,
            async work =>
            {
                var key =
                    await VisibleTo(work.Db, caller)
                        .SingleOrDefaultAsync(row => row.Id == id && row.RevokedAt == null, cancellationToken)
                    ?? throw new RefusedException(
                        Refusal.NotFound,
                        $"There is no key {id}. `polpo key list` shows those that there are."
                    );
                if (key.User != caller.User || (caller.Key is not null && caller.Key != key.Id.Text))
                    AccessRules.RequireCover(
                        caller,
                        await AccessRules.RightsOfUserAsync(work, key.User, cancellationToken)
                    );
                key.RevokedAt = work.Now;
                work.Append(key.Id, caller.Actor, new KeyRevoked(key.Name));
            },
            cancellationToken
        );

    private static IQueryable<ApiKey> VisibleTo(PolpoDb db, Caller caller)
    {
        var keys = db.Set<ApiKey>().AsQueryable();
        if (caller.Rights.May(PermissionKeys.UsersManage))
            return keys;
        keys = keys.Where(row => row.User == caller.User);
        // A key knows itself, and not what else its maker has.
        return Id<ApiKey>.TryParse(caller.Key, out var own) ? keys.Where(row => row.Id == own) : keys;
    }

    private static string NameOf(string? name)
    {
        var line = new string([.. (name ?? "").Where(character => !char.IsControl(character))]).Trim();
        return line.Length is > 0 and <= LongestName
            ? line
            : throw new RefusedException(
                Refusal.Invalid,
                $"A key has a name of 1 to {LongestName} characters, which says what it is for."
            );
    }
}
