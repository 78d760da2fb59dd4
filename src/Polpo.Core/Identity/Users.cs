using Microsoft.EntityFrameworkCore;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage;

namespace Polpo.Core.Identity;

/// <summary>The people of this installation. In local mode there is one: the account that started it.</summary>
public sealed class Users(IDatabase database, TimeProvider time)
{
    /// <summary>Where the journal has who came in and who may do what: it belongs to no workspace.</summary>
    public const string Installation = "installation";

    /// <summary>The local user, made at the first start.</summary>
    public Task<Caller> LocalAsync(CancellationToken cancellationToken) =>
        database.WriteAsync(Installation, work => LocalAsync(work, cancellationToken), cancellationToken);

    /// <summary>The same inside a transaction that lets one server at a time look.</summary>
    internal async Task<Caller> LocalAsync(Work work, CancellationToken cancellationToken)
    {
        var user = await work.Db.Set<User>().OrderBy(row => row.CreatedAt).FirstOrDefaultAsync(cancellationToken);
        if (user is null)
        {
            user = new User
            {
                Id = Id<User>.New(time),
                Name = LocalName(),
                CreatedAt = work.Now,
            };
            work.Db.Add(user);
        }
        return new Caller(user.Id, user.Name);
    }

    /// <param name="who">An id or a name.</param>
    internal static Task<User?> FindAsync(PolpoDb db, string who, CancellationToken cancellationToken)
    {
        var users = db.Set<User>();
        return Id<User>.TryParse(who, out var id)
            ? users.SingleOrDefaultAsync(row => row.Id == id, cancellationToken)
            : users.FirstOrDefaultAsync(row => row.Name == who, cancellationToken);
    }

    private static string LocalName() => Environment.UserName is { Length: > 0 } name ? name : "local";
}
