using Microsoft.EntityFrameworkCore;
using Polpo.Core.Identity;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage;

namespace Polpo.Core.Answers;

/// <summary>Remembers for a day what was answered to whom, on all servers of an installation.</summary>
public sealed class KeptAnswers(IDatabase database, TimeProvider time)
{
    /// <summary>As many may one caller have at a time.</summary>
    public const int Most = 10_000;

    /// <summary>A larger body is not kept.</summary>
    public const int MaxBody = 32 * 1024;

    /// <returns>What is known of this key; null: nothing, and the request begins now.</returns>
    /// <exception cref="RefusedException">The caller has used too many keys today.</exception>
    public async Task<KeptAnswer?> BeginAsync(
        Caller caller,
        string key,
        string request,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return await database.WriteAsync(
                Users.Installation,
                work => BeginAsync(work, caller.Actor, key, request, cancellationToken),
                cancellationToken
            );
        }
        catch (RefusedException taken) when (taken.Refusal == Refusal.Conflict)
        {
            // Another server began with the same key at this moment.
            if (await FindAsync(caller.Actor, key, cancellationToken) is { } known)
                return known;
            throw;
        }
    }

    public Task FinishAsync(Caller caller, string key, Answer answer, CancellationToken cancellationToken)
    {
        var body = answer.Body is { Length: <= MaxBody } kept ? kept : null;
        return database.WriteAsync(
            Users.Installation,
            work =>
                Of(work.Db, caller.Actor, key)
                    .ExecuteUpdateAsync(
                        row =>
                            row.SetProperty(one => one.Status, answer.Status)
                                .SetProperty(one => one.ContentType, answer.ContentType)
                                .SetProperty(one => one.Location, answer.Location)
                                .SetProperty(one => one.Body, body),
                        cancellationToken
                    ),
            cancellationToken
        );
    }

    /// <summary>Nothing came of it: the key is free again.</summary>
    public Task ReleaseAsync(Caller caller, string key, CancellationToken cancellationToken) =>
        database.WriteAsync(
            Users.Installation,
            work =>
                Of(work.Db, caller.Actor, key).Where(row => row.Status == null).ExecuteDeleteAsync(cancellationToken),
            cancellationToken
        );

    private static async Task<KeptAnswer?> BeginAsync(
        Work work,
        string caller,
        string key,
        string request,
        CancellationToken cancellationToken
    )
    {
        var old = work.Now - KeptAnswer.Life;
        await work.Db.Set<KeptAnswer>().Where(row => row.BegunAt <= old).ExecuteDeleteAsync(cancellationToken);
        if (await Of(work.Db, caller, key).AsNoTracking().SingleOrDefaultAsync(cancellationToken) is { } known)
            return known;
        if (await work.Db.Set<KeptAnswer>().CountAsync(row => row.Caller == caller, cancellationToken) >= Most)
            throw new RefusedException(
                Refusal.OverLimit,
                $"You have used {Most} idempotency keys within a day. Leave the key out where a repetition does no harm."
            );
        work.Db.Add(
            new KeptAnswer
            {
                Caller = caller,
                Key = key,
                Request = request,
                BegunAt = work.Now,
            }
        );
        return null;
    }

    private Task<KeptAnswer?> FindAsync(string caller, string key, CancellationToken cancellationToken)
    {
        var old = time.GetUtcNow() - KeptAnswer.Life;
        return database.ReadAsync(
            db => Of(db, caller, key).Where(row => row.BegunAt > old).SingleOrDefaultAsync(cancellationToken),
            cancellationToken
        );
    }

    private static IQueryable<KeptAnswer> Of(PolpoDb db, string caller, string key) =>
        db.Set<KeptAnswer>().Where(row => row.Caller == caller && row.Key == key);
}
