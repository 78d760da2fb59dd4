using Microsoft.EntityFrameworkCore;
using Polpo.Core.Access.Keys;
using Polpo.Core.Identity;
using Polpo.Engine.Storage;
using Polpo.Engine.Storage.Health;

namespace Polpo.Core.Access;

/// <summary>Says who somebody is and what they may do, anew at each request: a change holds from the next one on.</summary>
public sealed class Admission(IDatabase database, SignIns signIns, KeyOptions options, TimeProvider time)
{
    private static readonly TimeSpan BetweenNotes = TimeSpan.FromMinutes(1);

    /// <summary>Whether it looks like a key at all.</summary>
    public static bool IsKey(string token) => token.StartsWith("sk_", StringComparison.Ordinal);

    /// <summary>The person with what they may; null when they are disabled.</summary>
    public Task<Caller?> AdmitAsync(Caller caller, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async db =>
                await RightsAsync(db, caller, cancellationToken) is { } rights ? caller with { Rights = rights } : null,
            cancellationToken
        );

    /// <summary>Whose browser it is; null when it is nobody's.</summary>
    public async Task<Caller?> FindSignInAsync(string token, CancellationToken cancellationToken) =>
        await signIns.FindAsync(token, cancellationToken) is { } caller
            ? await AdmitAsync(caller, cancellationToken)
            : null;

    /// <summary>On whose behalf the key's program acts; null when it is unknown, of another environment, expired, revoked, or its maker is disabled.</summary>
    public async Task<Caller?> FindKeyAsync(string token, CancellationToken cancellationToken)
    {
        if (!token.StartsWith(options.Prefix, StringComparison.Ordinal))
            return null;
        var hash = Token.Hash(token);
        var now = time.GetUtcNow();
        var (key, caller) = await database.ReadAsync(
            async db =>
            {
                // By an index over hashes of 256 random bits: how long it takes says nothing about another key.
                var found = await db.Set<ApiKey>().SingleOrDefaultAsync(row => row.Hash == hash, cancellationToken);
                return found?.HoldsAt(now) == true
                    ? (found, await CallerAsync(db, found, cancellationToken))
                    : ((ApiKey?)null, (Caller?)null);
            },
            cancellationToken
        );
        if (key is not null && caller is not null && !(now - key.LastUsedAt < BetweenNotes))
            await NoteUseAsync(key, now, cancellationToken);
        return caller;
    }

    private static async Task<Caller?> CallerAsync(PolpoDb db, ApiKey key, CancellationToken cancellationToken)
    {
        var name = await db.Set<User>()
            .Where(row => row.Id == key.User)
            .Select(row => row.Name)
            .SingleOrDefaultAsync(cancellationToken);
        if (name is null)
            return null;
        var maker = new Caller(key.User, name);
        return await RightsAsync(db, maker, cancellationToken) is { } rights
            ? maker with
            {
                Rights = key.Within(rights),
                Key = key.Id,
                OnlyIn = key.Workspace,
                Until = key.ExpiresAt,
            }
            : null;
    }

    private static async Task<Rights?> RightsAsync(PolpoDb db, Caller caller, CancellationToken cancellationToken)
    {
        var held = await (
            from user in db.Set<User>()
            where user.Id == caller.User && user.DisabledAt == null
            from role in db.Set<UserRole>()
                .Where(row => row.User == user.Id)
                .Join(db.Set<Role>(), row => row.Role, role => role.Name, (_, role) => role)
                .DefaultIfEmpty()
            select role
        ).ToListAsync(cancellationToken);
        return held.Count == 0
            ? null
            : Rights.Of(held.Where(role => role is not null).SelectMany(role => role!.Permissions));
    }

    private async Task NoteUseAsync(ApiKey key, DateTimeOffset now, CancellationToken cancellationToken)
    {
        try
        {
            await database.WriteAsync(
                Users.Installation,
                work =>
                    work.Db.Set<ApiKey>()
                        .Where(row => row.Id == key.Id)
                        .ExecuteUpdateAsync(row => row.SetProperty(one => one.LastUsedAt, now), cancellationToken),
                cancellationToken
            );
        }
        catch (StorageException)
        {
            // Who may come in does not depend on whether it can be noted.
        }
    }
}
