using Microsoft.EntityFrameworkCore;
using Polpo.Core.Identity.Families;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage;

namespace Polpo.Core.Identity;

/// <summary>How a browser gets in and out: a link is issued, redeemed once, and its token holds until it expires or is signed out.</summary>
public sealed class SignIns(IDatabase database, TimeProvider time)
{
    /// <summary>Makes the code of a one-time link; links that have expired are forgotten.</summary>
    public async Task<string> IssueLinkAsync(Caller caller, CancellationToken cancellationToken)
    {
        var code = Token.New();
        await database.WriteAsync(
            Users.Installation,
            async work =>
            {
                await work
                    .Db.Set<SignInLink>()
                    .Where(row => row.ExpiresAt <= work.Now)
                    .ExecuteDeleteAsync(cancellationToken);
                await work
                    .Db.Set<SignIn>()
                    .Where(row => row.ExpiresAt <= work.Now)
                    .ExecuteDeleteAsync(cancellationToken);
                work.Db.Add(
                    new SignInLink
                    {
                        CodeHash = Token.Hash(code),
                        User = caller.User,
                        ExpiresAt = work.Now + SignInLink.Life,
                    }
                );
            },
            cancellationToken
        );
        return code;
    }

    /// <summary>Whom the link would sign in; null when it signs nobody in any more. It stays as it is.</summary>
    public Task<Caller?> FindLinkAsync(string code, CancellationToken cancellationToken)
    {
        var hash = Token.Hash(code);
        var now = time.GetUtcNow();
        return database.ReadAsync(
            async db =>
            {
                var found = await db.Set<SignInLink>()
                    .Where(row => row.CodeHash == hash && row.ExpiresAt > now)
                    .Join(db.Set<User>(), row => row.User, user => user.Id, (_, user) => new { user.Id, user.Name })
                    .SingleOrDefaultAsync(cancellationToken);
                return found is null ? null : new Caller(found.Id, found.Name);
            },
            cancellationToken
        );
    }

    /// <exception cref="RefusedException">The code is unknown, used or expired; one answer for all three.</exception>
    public async Task<SignedIn> RedeemAsync(string code, CancellationToken cancellationToken)
    {
        var token = Token.New();
        var hash = Token.Hash(code);
        return await database.WriteAsync(
            Users.Installation,
            async work =>
            {
                var link = await work
                    .Db.Set<SignInLink>()
                    .AsNoTracking()
                    .SingleOrDefaultAsync(row => row.CodeHash == hash, cancellationToken);
                // The delete decides who was first: of two that redeem one code at once, only one deletes a row.
                var mine = await work
                    .Db.Set<SignInLink>()
                    .Where(row => row.CodeHash == hash)
                    .ExecuteDeleteAsync(cancellationToken);
                if (link is null || mine == 0 || link.ExpiresAt <= work.Now)
                    throw new RefusedException(
                        Refusal.Unauthenticated,
                        "This sign-in link was used already or is older than ten minutes. Run `polpo sign-in` for a new one."
                    );
                var user = await work.Db.Set<User>().SingleAsync(row => row.Id == link.User, cancellationToken);
                if (user.DisabledAt is not null)
                    throw new RefusedException(
                        Refusal.Unauthenticated,
                        "This account is disabled. Ask somebody who manages users."
                    );
                var signIn = New(user, token, work.Now);
                work.Db.Add(signIn);
                work.Append(user.Id, user.Id, new SignInBegun());
                return new SignedIn(token, signIn.ExpiresAt, new Caller(user.Id, user.Name));
            },
            cancellationToken
        );
    }

    /// <summary>Whose token it is; null when it is nobody's, expired or signed out.</summary>
    public Task<Caller?> FindAsync(string token, CancellationToken cancellationToken)
    {
        var hash = Token.Hash(token);
        var now = time.GetUtcNow();
        return database.ReadAsync(
            async db =>
            {
                var found = await db.Set<SignIn>()
                    .Where(row => row.TokenHash == hash && row.ExpiresAt > now)
                    .Join(
                        db.Set<User>().Where(user => user.DisabledAt == null),
                        row => row.User,
                        user => user.Id,
                        (row, user) =>
                            new
                            {
                                user.Id,
                                user.Name,
                                row.ExpiresAt,
                            }
                    )
                    .SingleOrDefaultAsync(cancellationToken);
                return found is null ? null : new Caller(found.Id, found.Name) { Until = found.ExpiresAt };
            },
            cancellationToken
        );
    }

    public Task SignOutAsync(string token, CancellationToken cancellationToken)
    {
        var hash = Token.Hash(token);
        return database.WriteAsync(
            Users.Installation,
            async work =>
            {
                var mine = await work
                    .Db.Set<SignIn>()
                    .SingleOrDefaultAsync(row => row.TokenHash == hash, cancellationToken);
                if (mine is null)
                    return;
                if (Id<SignInFamily>.TryParse(mine.Family, out var family))
                {
                    await SignInFamilies.EndAsync(work, family, cancellationToken);
                    return;
                }
                work.Db.Remove(mine);
                work.Append(mine.User, mine.User, new SignInEnded());
            },
            cancellationToken
        );
    }

    /// <summary>Signs somebody out of every browser, whichever way they came in.</summary>
    public Task SignOutEverywhereAsync(Caller caller, CancellationToken cancellationToken)
    {
        caller.RequirePerson("sign people out");
        return database.WriteAsync(
            Users.Installation,
            async work =>
            {
                await SignInFamilies.EndAllAsync(work, caller.User, cancellationToken);
                work.Append(caller.User, caller.Actor, new SignInEnded());
            },
            cancellationToken
        );
    }

    private SignIn New(User user, string token, DateTimeOffset now) =>
        new()
        {
            Id = Id<SignIn>.New(time),
            User = user.Id,
            TokenHash = Token.Hash(token),
            CreatedAt = now,
            ExpiresAt = now + SignIn.Life,
        };
}
