using Microsoft.EntityFrameworkCore;
using Polpo.Core.Access;
using Polpo.Core.Identity;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage;

namespace Polpo.Core.SingleSignOn.Arriving;

/// <summary>Who of those whom the provider knows may come in, and as whom. It is told by issuer and subject; an address makes nobody somebody.</summary>
internal sealed class Arrivals(LoginSettings settings, GroupRoles groups, TimeProvider time)
{
    public const string Actor = "single-sign-on";
    private const int LongestName = 90;

    /// <summary>The person, whose roles are now those that their groups bring.</summary>
    /// <exception cref="RefusedException">They may not come in.</exception>
    public async Task<User> AdmitAsync(
        Work work,
        ProviderAnswer answer,
        string? linkUser,
        CancellationToken cancellationToken
    )
    {
        await AccessRules.TakeTurnAsync(work, cancellationToken);
        RequireDomain(answer);
        var known = await FindAsync(work.Db, answer, cancellationToken);
        User user;
        if (Id<User>.TryParse(linkUser, out var wanted))
            user = await LinkAsync(work, answer, wanted, known, cancellationToken);
        else if (known is not null)
            user = await work.Db.Set<User>().SingleAsync(row => row.Id == known.User, cancellationToken);
        else
            user = await AddAsync(work, answer, cancellationToken);
        if (user.DisabledAt is not null)
            throw new RefusedException(Refusal.Forbidden, "This account is disabled. Ask somebody who manages users.");
        await groups.ApplyAsync(work, user, answer.Groups, cancellationToken);
        return user;
    }

    /// <summary>The same at a renewal, for who is in already. False: they may no longer.</summary>
    public async Task<bool> StaysAsync(Work work, ProviderAnswer answer, CancellationToken cancellationToken)
    {
        await AccessRules.TakeTurnAsync(work, cancellationToken);
        if (
            !IsInDomain(answer)
            || await FindAsync(work.Db, answer, cancellationToken) is not { } known
            || await work.Db.Set<User>().SingleAsync(row => row.Id == known.User, cancellationToken)
                is not { DisabledAt: null } user
        )
            return false;
        await groups.ApplyAsync(work, user, answer.Groups, cancellationToken);
        return true;
    }

    private bool IsInDomain(ProviderAnswer answer) =>
        settings.AllowedDomains.Count == 0
        || (answer.Domain is { } domain && settings.AllowedDomains.Contains(domain, StringComparer.Ordinal));

    private void RequireDomain(ProviderAnswer answer)
    {
        if (!IsInDomain(answer))
            throw new RefusedException(
                Refusal.Forbidden,
                $"This account has no confirmed address in {string.Join(" or ", settings.AllowedDomains)}."
            );
    }

    private static Task<ProviderIdentity?> FindAsync(
        PolpoDb db,
        ProviderAnswer answer,
        CancellationToken cancellationToken
    ) =>
        db.Set<ProviderIdentity>()
            .SingleOrDefaultAsync(
                row => row.Issuer == answer.Issuer && row.Subject == answer.Subject,
                cancellationToken
            );

    private static async Task<User> LinkAsync(
        Work work,
        ProviderAnswer answer,
        Id<User> wanted,
        ProviderIdentity? known,
        CancellationToken cancellationToken
    )
    {
        if (known is not null && known.User != wanted)
            throw new RefusedException(
                Refusal.Conflict,
                "This account at the provider is somebody else's here already. Sign out there first, and choose your own."
            );
        var user = await work.Db.Set<User>().SingleAsync(row => row.Id == wanted, cancellationToken);
        if (known is null)
            Link(work, answer, user);
        return user;
    }

    private static void Link(Work work, ProviderAnswer answer, User user)
    {
        work.Db.Add(
            new ProviderIdentity
            {
                Issuer = answer.Issuer,
                Subject = answer.Subject,
                User = user.Id,
                CreatedAt = work.Now,
            }
        );
        work.Append(user.Id, Actor, new IdentityLinked(answer.Issuer));
    }

    private async Task<User> AddAsync(Work work, ProviderAnswer answer, CancellationToken cancellationToken)
    {
        if (!settings.AllowNewUsers)
            throw new RefusedException(
                Refusal.Forbidden,
                "New people are added by an Admin here. Ask one for a link, open it, and join your account with the provider's."
            );
        var names = await work.Db.Set<User>().Select(row => row.Name).ToListAsync(cancellationToken);
        // The account that started the server is there from the start; the first person to come is Admin, too, as long as there is nobody else.
        var isFirst = names.Count == 1 && !await work.Db.Set<ProviderIdentity>().AnyAsync(cancellationToken);
        var user = new User
        {
            Id = Id<User>.New(time),
            Name = NameOf(answer.Name, names),
            CreatedAt = work.Now,
        };
        work.Db.Add(user);
        // The rows that refer to the person come after theirs.
        await work.Db.SaveChangesAsync(cancellationToken);
        var role = isFirst ? Role.Admin : settings.DefaultRole;
        if (role is not null)
        {
            await AccessRules.RightsOfAsync(work, [role], cancellationToken);
            work.Db.Add(new UserRole { User = user.Id, Role = role });
        }
        work.Append(user.Id, Actor, new UserAdded(user.Name, role is null ? [] : [role]));
        Link(work, answer, user);
        await work.Db.SaveChangesAsync(cancellationToken);
        return user;
    }

    /// <summary>A name that is free: it is how others are told who did what.</summary>
    private static string NameOf(string said, List<string> taken)
    {
        var line = new string([.. said.Where(letter => !char.IsControl(letter) && !char.IsSurrogate(letter))]).Trim();
        if (line.Length > LongestName)
            line = line[..LongestName].Trim();
        if (line.Length == 0 || Id<User>.TryParse(line, out _))
            line = "Somebody";
        var name = line;
        for (var number = 2; taken.Contains(name, StringComparer.OrdinalIgnoreCase); number++)
            name = $"{line} {number}";
        return name;
    }
}
