using System.CommandLine;
using Polpo.Cli.Shell;
using Polpo.Client;

namespace Polpo.Cli.Access;

/// <summary><c>polpo role</c>: what roles grant.</summary>
internal static class RoleCommand
{
    private static readonly Argument<string> Name = new("ROLE") { Description = "The role's name." };

    public static Command Build(Surroundings here) =>
        Commands.Group(
            "role",
            "Roles and what each grants: list, show, set, rm.",
            List(here),
            ShowOne(here),
            Set(here),
            Remove(here)
        );

    private static Command List(Surroundings here) =>
        new Command("list", "List the roles.").AsksServer(
            here,
            async (command, client, cancellationToken) =>
            {
                var roles = (await client.Roles.ListAsync(cancellationToken)).Items;
                command.ShowAll(
                    roles,
                    output =>
                        Plain.Table(
                            output,
                            ["ROLE", "MAY"],
                            roles.Select(role => new[] { role.Name, string.Join(", ", role.Permissions) })
                        )
                );
            }
        );

    private static Command ShowOne(Surroundings here) =>
        new Command("show", "Show the permissions of a role, one a line.") { Name }.AsksServer(
            here,
            async (command, client, cancellationToken) =>
                Show(command, await client.Roles.GetAsync(command.Get(Name), cancellationToken))
        );

    private static Command Set(Surroundings here)
    {
        var permissions = new Option<string[]>("--permission")
        {
            Description = "One that the role grants, such as sessions.create; may be given several times.",
            HelpName = "P",
        };
        return new Command(
            "set",
            "Make a role, or have it grant exactly these permissions, at once for all who hold it."
        )
        {
            Name,
            permissions,
        }.AsksServer(
            here,
            async (command, client, cancellationToken) =>
                Show(
                    command,
                    await client.Roles.SetAsync(command.Get(Name), command.Get(permissions) ?? [], cancellationToken)
                )
        );
    }

    private static Command Remove(Surroundings here) =>
        new Command("rm", "Remove a role that nobody holds.") { Name }.AsksServer(
            here,
            async (command, client, cancellationToken) =>
            {
                await client.Roles.RemoveAsync(command.Get(Name), cancellationToken);
                command.Show(
                    new { removed = command.Get(Name) },
                    output => output.WriteLine($"{Plain.Text(command.Get(Name))} is removed.")
                );
            }
        );

    private static void Show(Invocation command, RoleView role) =>
        command.Show(
            role,
            output =>
            {
                foreach (var permission in role.Permissions)
                    output.WriteLine(Plain.Text(permission));
                if (role.Permissions.Count == 0)
                    output.WriteLine($"{Plain.Text(role.Name)} grants nothing.");
            }
        );
}
