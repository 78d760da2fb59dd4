using System.CommandLine;
using Polpo.Cli.Shell;
using Polpo.Client;

namespace Polpo.Cli.Access;

/// <summary><c>polpo user</c>: who uses this installation.</summary>
internal static class UserCommand
{
    private static readonly Argument<string> User = new("USER") { Description = "The person's name or id." };

    private static readonly Option<string[]> Roles = new("--role")
    {
        Description = "A role that they hold; may be given several times. polpo role list shows the roles.",
        HelpName = "ROLE",
    };

    public static Command Build(Surroundings here) =>
        Commands.Group(
            "user",
            "People who use this server: list, add, roles, link, disable, enable.",
            List(here),
            Add(here),
            SetRoles(here),
            Link(here),
            Set(
                here,
                "disable",
                "Nobody gets in as this person any more; their keys end too.",
                (client, user, stop) => client.Users.DisableAsync(user, stop)
            ),
            Set(
                here,
                "enable",
                "Let a disabled person in again.",
                (client, user, stop) => client.Users.EnableAsync(user, stop)
            )
        );

    private static Command List(Surroundings here) =>
        new Command("list", "List the people with their roles.").AsksServer(
            here,
            async (command, client, cancellationToken) =>
            {
                var users = (await client.Users.ListAsync(cancellationToken)).Items;
                command.ShowAll(
                    users,
                    output =>
                        Plain.Table(
                            output,
                            ["NAME", "ROLES", "STATUS", "ID"],
                            users.Select(user => new[] { user.Name, RolesOf(user), Status(user), user.Id })
                        )
                );
            }
        );

    private static Command Add(Surroundings here) =>
        new Command("add", "Add a person. polpo user link then gives them a way in.") { User, Roles }.AsksServer(
            here,
            async (command, client, cancellationToken) =>
            {
                var added = await client.Users.AddAsync(
                    new AddUser(command.Get(User), command.Get(Roles) ?? []),
                    cancellationToken
                );
                Show(command, added);
                if (added.Roles.Count == 0)
                    command.Note(
                        $"Without a role {added.Name} may do nothing. Give one: polpo user roles {added.Name} --role Developer (polpo role list shows them)"
                    );
                command.Note(
                    $"What {added.Name} sees: polpo workspace member add {added.Name}, in a repository. A way in: polpo user link {added.Name}"
                );
            }
        );

    private static Command SetRoles(Surroundings here) =>
        new Command("roles", "Have a person hold exactly these roles from now on; without --role none.")
        {
            User,
            Roles,
        }.AsksServer(
            here,
            async (command, client, cancellationToken) =>
                Show(
                    command,
                    await client.Users.SetRolesAsync(command.Get(User), command.Get(Roles) ?? [], cancellationToken)
                )
        );

    private static Command Link(Surroundings here) =>
        new Command("link", "Print a link that signs this person's browser in, once, within ten minutes.")
        {
            User,
        }.AsksServer(
            here,
            async (command, client, cancellationToken) =>
            {
                var link = await client.Users.MakeSignInLinkAsync(command.Get(User), cancellationToken);
                command.Show(link, output => output.WriteLine(link.Url));
            }
        );

    private static Command Set(
        Surroundings here,
        string name,
        string description,
        Func<PolpoClient, string, CancellationToken, Task<UserView>> set
    ) =>
        new Command(name, description) { User }.AsksServer(
            here,
            async (command, client, cancellationToken) =>
                Show(command, await set(client, command.Get(User), cancellationToken))
        );

    private static void Show(Invocation command, UserView user) =>
        command.Show(
            user,
            output => output.WriteLine(Plain.Text($"{user.Name} ({user.Id}): {RolesOf(user)}, {Status(user)}."))
        );

    private static string RolesOf(UserView user) => user.Roles.Count == 0 ? "no role" : string.Join(", ", user.Roles);

    private static string Status(UserView user) => user.DisabledAt is null ? "active" : "disabled";
}
