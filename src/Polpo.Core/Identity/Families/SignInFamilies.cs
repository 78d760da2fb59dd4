using Microsoft.EntityFrameworkCore;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage;

namespace Polpo.Core.Identity.Families;

/// <summary>What a refresh token brought.</summary>
/// <param name="IsFirst">Whether this request is the one that renews: it asks the provider, and no other does.</param>
/// <param name="Credential">With which the provider is asked; null: there is nothing to ask it with.</param>
public sealed record Renewal(TokenPair Pair, SignInFamily Family, bool IsFirst, Secret? Credential);

/// <summary>How browsers that came in through a provider stay signed in.</summary>
public sealed class SignInFamilies(IDatabase database, FamilyOptions options, TimeProvider time)
{
    /// <summary>A new family, in the transaction that found out who it is.</summary>
    internal async Task<TokenPair> BeginAsync(
        Work work,
        User user,
        (string Issuer, string Subject) who,
        Secret? credential,
        CancellationToken cancellationToken
    )
    {
        await ForgetExpiredAsync(work, cancellationToken);
        var id = Id<SignInFamily>.New(time);
        var refresh = FamilyTokens.First(id);
        var family = new SignInFamily
        {
            Id = id,
            User = user.Id,
            Issuer = who.Issuer,
            Subject = who.Subject,
            RefreshHash = Token.Hash(refresh),
            Credential = credential is null ? null : FamilyTokens.Seal(credential, id, refresh),
            CreatedAt = work.Now,
            RotatedAt = work.Now,
            CheckedAt = work.Now,
            ExpiresAt = work.Now + options.RefreshLife,
        };
        work.Db.Add(family);
        work.Append(user.Id, user.Id, new SignInBegun());
        return AddAccess(work, family, user, refresh);
    }

    /// <summary>The next pair for a refresh token; null when it brings none (any more).</summary>
    public Task<Renewal?> RenewAsync(string refresh, CancellationToken cancellationToken) =>
        FamilyTokens.FamilyOf(refresh) is { } id
            ? database.WriteAsync(
                Users.Installation,
                work => RenewAsync(work, id, refresh, cancellationToken),
                cancellationToken
            )
            : Task.FromResult<Renewal?>(null);

    private async Task<Renewal?> RenewAsync(
        Work work,
        Id<SignInFamily> id,
        string refresh,
        CancellationToken cancellationToken
    )
    {
        var hash = Token.Hash(refresh);
        var salt = Token.New();
        var next = FamilyTokens.NextRefresh(id, refresh, salt);
        // The update decides who renews: of two that come with one token at once, only one changes the row.
        var changed = await work
            .Db.Set<SignInFamily>()
            .Where(row => row.Id == id && row.RefreshHash == hash && row.ExpiresAt > work.Now)
            .ExecuteUpdateAsync(
                row =>
                    row.SetProperty(one => one.PreviousHash, hash)
                        .SetProperty(one => one.Salt, salt)
                        .SetProperty(one => one.RefreshHash, Token.Hash(next))
                        .SetProperty(one => one.RotatedAt, work.Now)
                        .SetProperty(one => one.ExpiresAt, work.Now + options.RefreshLife),
                cancellationToken
            );
        var family = await work
            .Db.Set<SignInFamily>()
            .AsNoTracking()
            .SingleOrDefaultAsync(row => row.Id == id, cancellationToken);
        if (family is null || family.ExpiresAt <= work.Now)
            return null;
        var isFirst = changed == 1;
        if (!isFirst && !(family.PreviousHash == hash && work.Now - family.RotatedAt <= SignInFamily.Grace))
        {
            await EndAsync(work, family, new SignInReused(), cancellationToken);
            return null;
        }
        var user = await work.Db.Set<User>().SingleAsync(row => row.Id == family.User, cancellationToken);
        if (user.DisabledAt is not null)
            return null;
        if (!isFirst)
            next = FamilyTokens.NextRefresh(id, refresh, family.Salt!); // it was set with the hash
        var pair = isFirst ? AddAccess(work, family, user, next) : PairOf(family, user, next);
        var credential = isFirst && family.Credential is { } text ? FamilyTokens.Open(text, id, refresh) : null;
        return new Renewal(pair, family, isFirst, credential);
    }

    /// <summary>The provider said that they still may; what it is asked with next time is sealed under the new token.</summary>
    internal static Task NoteCheckAsync(
        Work work,
        Renewal renewal,
        Secret? credential,
        DateTimeOffset checkedAt,
        CancellationToken cancellationToken
    )
    {
        var id = renewal.Family.Id;
        var text = credential is null ? null : FamilyTokens.Seal(credential, id, renewal.Pair.Refresh);
        return work
            .Db.Set<SignInFamily>()
            .Where(row => row.Id == id)
            .ExecuteUpdateAsync(
                row => row.SetProperty(one => one.Credential, text).SetProperty(one => one.CheckedAt, checkedAt),
                cancellationToken
            );
    }

    /// <summary>Ends a browser's sign-in with all its tokens.</summary>
    internal static async Task EndAsync(Work work, Id<SignInFamily> id, CancellationToken cancellationToken)
    {
        var family = await work
            .Db.Set<SignInFamily>()
            .AsNoTracking()
            .SingleOrDefaultAsync(row => row.Id == id, cancellationToken);
        if (family is not null)
            await EndAsync(work, family, new SignInEnded(), cancellationToken);
    }

    /// <summary>The same for a browser whose access token has run out already.</summary>
    public Task EndAsync(string refresh, CancellationToken cancellationToken) =>
        FamilyTokens.FamilyOf(refresh) is { } id
            ? database.WriteAsync(
                Users.Installation,
                async work =>
                {
                    var hash = Token.Hash(refresh);
                    if (
                        await work
                            .Db.Set<SignInFamily>()
                            .AnyAsync(
                                row => row.Id == id && (row.RefreshHash == hash || row.PreviousHash == hash),
                                cancellationToken
                            )
                    )
                        await EndAsync(work, id, cancellationToken);
                },
                cancellationToken
            )
            : Task.CompletedTask;

    /// <summary>Ends all that somebody has open, however they came in.</summary>
    internal static async Task EndAllAsync(Work work, Id<User> user, CancellationToken cancellationToken)
    {
        await work.Db.Set<SignIn>().Where(row => row.User == user).ExecuteDeleteAsync(cancellationToken);
        await work.Db.Set<SignInFamily>().Where(row => row.User == user).ExecuteDeleteAsync(cancellationToken);
        await work.Db.Set<SignInLink>().Where(row => row.User == user).ExecuteDeleteAsync(cancellationToken);
    }

    private static async Task EndAsync<T>(Work work, SignInFamily family, T fact, CancellationToken cancellationToken)
        where T : Engine.Journal.IFact
    {
        var id = family.Id.Text;
        await work.Db.Set<SignIn>().Where(row => row.Family == id).ExecuteDeleteAsync(cancellationToken);
        var ended = await work
            .Db.Set<SignInFamily>()
            .Where(row => row.Id == family.Id)
            .ExecuteDeleteAsync(cancellationToken);
        if (ended == 1)
            work.Append(family.User, family.User, fact);
    }

    private static async Task ForgetExpiredAsync(Work work, CancellationToken cancellationToken)
    {
        await work.Db.Set<SignIn>().Where(row => row.ExpiresAt <= work.Now).ExecuteDeleteAsync(cancellationToken);
        await work.Db.Set<SignInFamily>().Where(row => row.ExpiresAt <= work.Now).ExecuteDeleteAsync(cancellationToken);
    }

    private TokenPair AddAccess(Work work, SignInFamily family, User user, string refresh)
    {
        var pair = PairOf(family, user, refresh);
        work.Db.Add(
            new SignIn
            {
                Id = Id<SignIn>.New(time),
                User = family.User,
                TokenHash = Token.Hash(pair.Access),
                CreatedAt = work.Now,
                ExpiresAt = pair.AccessUntil,
                Family = family.Id.Text,
            }
        );
        return pair;
    }

    private TokenPair PairOf(SignInFamily family, User user, string refresh) =>
        new(
            FamilyTokens.Access(refresh),
            family.RotatedAt + options.AccessLife,
            refresh,
            family.ExpiresAt,
            new Caller(user.Id, user.Name)
        );
}
