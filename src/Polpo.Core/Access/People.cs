using Microsoft.EntityFrameworkCore;
using Polpo.Core.Identity;
using Polpo.Core.Identity.Families;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage;

namespace Polpo.Core.Access;

/// <summary>Somebody who uses this installation, and the roles that they hold.</summary>
public sealed record Person(User User, IReadOnlyList<string> Roles);

/// <summary>Who uses this installation: adds, disables, gives roles. Nobody is removed: the journal names them.</summary>
public sealed class People(IDatabase database, SignIns signIns, TimeProvider time)
{
    private const int LongestName = 100;

    /// <summary>All people by name, disabled ones too.</summary>
    public Task<IReadOnlyList<Person>> ListAsync(CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<Person>>(
            async db =>
            {
                var roles = (await db.Set<UserRole>().ToListAsync(cancellationToken)).ToLookup(row => row.User);
                var users = await db.Set<User>().OrderBy(row => row.Name).ToListAsync(cancellationToken);
                return users.ConvertAll(user => new Person(user, Names(roles[user.Id])));
            },
            cancellationToken
        );

    /// <summary>The local user, made at the first start, who is Admin where nobody is. Of servers that start at once all find the same one.</summary>
    public Task<Caller> BeginAsync(Users users, CancellationToken cancellationToken) =>
        database.WriteAsync(
            Users.Installation,
            async work =>
            {
                await AccessRules.TakeTurnAsync(work, cancellationToken);
                var first = await users.LocalAsync(work, cancellationToken);
                if (await work.Db.Set<UserRole>().AnyAsync(row => row.Role == Role.Admin, cancellationToken))
                    return first;
                work.Db.Add(new UserRole { User = first.User, Role = Role.Admin });
                work.Append(first.User, "system", new UserRolesSet(first.Name, [Role.Admin]));
                return first;
            },
            cancellationToken
        );

    /// <exception cref="RefusedException">The name is taken, or a role grants what the caller does not have.</exception>
    public Task<Person> AddAsync(
        string name,
        IReadOnlyList<string> roles,
        Caller caller,
        CancellationToken cancellationToken
    )
    {
        caller.Require(PermissionKeys.UsersManage);
        if (name.Trim() != name || name.Length is 0 or > LongestName || name.Any(char.IsControl))
            throw new RefusedException(
                Refusal.Invalid,
                $"A person has a name of 1 to {LongestName} characters in one line, without spaces around it."
            );
        return database.WriteAsync(
            Users.Installation,
            async work =>
            {
                await AccessRules.TakeTurnAsync(work, cancellationToken);
                AccessRules.RequireCover(caller, await AccessRules.RightsOfAsync(work, roles, cancellationToken));
                var names = await work.Db.Set<User>().Select(row => row.Name).ToListAsync(cancellationToken);
                if (names.Contains(name, StringComparer.OrdinalIgnoreCase) || Id<User>.TryParse(name, out _))
                    throw new RefusedException(
                        Refusal.Conflict,
                        $"There is a \"{name}\" already. Choose another name."
                    );
                var user = new User
                {
                    Id = Id<User>.New(time),
                    Name = name,
                    CreatedAt = work.Now,
                };
                work.Db.Add(user);
                await HoldAsync(work, user.Id, roles, cancellationToken);
                work.Append(user.Id, caller.Actor, new UserAdded(name, roles));
                return new Person(user, [.. roles.Distinct()]);
            },
            cancellationToken
        );
    }

    /// <param name="who">An id or a name.</param>
    /// <param name="roles">All that they hold from now on.</param>
    public Task<Person> SetRolesAsync(
        string who,
        IReadOnlyList<string> roles,
        Caller caller,
        CancellationToken cancellationToken
    ) =>
        ChangeAsync(
            who,
            caller,
            async (work, person) =>
            {
                AccessRules.RequireCover(caller, await AccessRules.RightsOfAsync(work, roles, cancellationToken));
                if (person.Roles.Contains(Role.Admin) && !roles.Contains(Role.Admin))
                    await AccessRules.RequireAdminBesidesAsync(work, person.User.Id, cancellationToken);
                await HoldAsync(work, person.User.Id, roles, cancellationToken);
                work.Append(person.User.Id, caller.Actor, new UserRolesSet(person.User.Name, roles));
                return person with { Roles = [.. roles.Distinct()] };
            },
            cancellationToken
        );

    /// <summary>Nobody gets in as this person from now on, with a browser or a key; or they may again.</summary>
    public Task<Person> SetEnabledAsync(string who, bool enabled, Caller caller, CancellationToken cancellationToken) =>
        ChangeAsync(
            who,
            caller,
            async (work, person) =>
            {
                if (enabled == (person.User.DisabledAt is null))
                    return person;
                if (enabled)
                {
                    person.User.DisabledAt = null;
                    work.Append(person.User.Id, caller.Actor, new UserEnabled(person.User.Name));
                    return person;
                }
                await AccessRules.RequireAdminBesidesAsync(work, person.User.Id, cancellationToken);
                person.User.DisabledAt = work.Now;
                await SignInFamilies.EndAllAsync(work, person.User.Id, cancellationToken);
                work.Append(person.User.Id, caller.Actor, new UserDisabled(person.User.Name));
                return person;
            },
            cancellationToken
        );

    /// <summary>The code of a link with which somebody else signs in, once.</summary>
    public async Task<string> InviteAsync(string who, Caller caller, CancellationToken cancellationToken)
    {
        caller.RequirePerson("sign people in");
        var person = await ChangeAsync(
            who,
            caller,
            (work, person) =>
            {
                // Whoever opens the link is that person, in all of their workspaces.
                if (!caller.Rights.IsAdmin && person.User.Id != caller.User)
                    throw new RefusedException(
                        Refusal.Forbidden,
                        $"A link that signs {person.User.Name} in opens all that they see, so only an Admin makes one. Ask an Admin for it."
                    );
                if (person.User.DisabledAt is not null)
                    throw new RefusedException(
                        Refusal.Conflict,
                        $"{person.User.Name} is disabled. Enable them first: polpo user enable"
                    );
                work.Append(person.User.Id, caller.Actor, new UserInvited(person.User.Name));
                return Task.FromResult(person);
            },
            cancellationToken
        );
        return await signIns.IssueLinkAsync(new Caller(person.User.Id, person.User.Name), cancellationToken);
    }

    private Task<Person> ChangeAsync(
        string who,
        Caller caller,
        Func<Work, Person, Task<Person>> change,
        CancellationToken cancellationToken
    )
    {
        caller.Require(PermissionKeys.UsersManage);
        return database.WriteAsync(
            Users.Installation,
            async work =>
            {
                await AccessRules.TakeTurnAsync(work, cancellationToken);
                var person = await FindAsync(work, who, cancellationToken);
                AccessRules.RequireCover(
                    caller,
                    await AccessRules.RightsOfAsync(work, [.. person.Roles], cancellationToken)
                );
                return await change(work, person);
            },
            cancellationToken
        );
    }

    private static async Task<Person> FindAsync(Work work, string who, CancellationToken cancellationToken)
    {
        var user =
            await Users.FindAsync(work.Db, who, cancellationToken)
            ?? throw new RefusedException(
                Refusal.NotFound,
                $"There is nobody \"{who}\". `polpo user list` shows who there is."
            );
        var roles = await work.Db.Set<UserRole>().Where(row => row.User == user.Id).ToListAsync(cancellationToken);
        return new Person(user, Names(roles));
    }

    private static async Task HoldAsync(
        Work work,
        Id<User> user,
        IReadOnlyList<string> roles,
        CancellationToken cancellationToken
    )
    {
        var before = await work.Db.Set<UserRole>().Where(row => row.User == user).ToListAsync(cancellationToken);
        work.Db.RemoveRange(before.Where(row => !roles.Contains(row.Role)));
        work.Db.AddRange(
            roles
                .Distinct()
                .Where(role => before.TrueForAll(row => row.Role != role))
                .Select(role => new UserRole { User = user, Role = role })
        );
    }

    private static IReadOnlyList<string> Names(IEnumerable<UserRole> held) =>
        [.. held.Select(row => row.Role).Order(StringComparer.Ordinal)];
}
