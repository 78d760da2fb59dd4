using System.CommandLine;
using Polpo.Cli.Shell;
using Polpo.Client;
using Polpo.Core.Access;

namespace Polpo.Cli.Access;

/// <summary><c>polpo role</c>: what roles grant.</summary>
internal static class RoleCommand
{
    private static readonly Argument<string> Name = new("ROLE") { Description = "The role's name." };

    public static Command Build(Surroundings here) =>
        Commands.Group(
            "role",
            "Roles and what each grants: list, show, keys, set, rm.",
            List(here),
            Keys(here),
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
        new Command("show", "Show the permissions of a role, one a line, with what each allows.") { Name }.AsksServer(
            here,
            async (command, client, cancellationToken) =>
                Show(command, await client.Roles.GetAsync(command.Get(Name), cancellationToken))
        );

    private static Command Keys(Surroundings here) =>
        new Command("keys", "List the permission keys and what each lets one do.") { CommonOptions.Json }.Does(
            here,
            (command, _) =>
            {
                command.ShowAll(
                    PermissionKeys.All.Select(key => new { key, allows = PermissionWords.Of(key) }),
                    output => Told(output, PermissionKeys.All)
                );
                return Task.FromResult(ExitCode.Done);
            }
        );

    private static Command Set(Surroundings here)
    {
        var permissions = new Option<string[]>("--permission")
        {
            Description =
                "One that the role grants, such as sessions.create; may be given several times. polpo role keys lists them.",
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
                Told(output, role.Permissions);
                if (role.Permissions.Count == 0)
                    output.WriteLine($"{Plain.Text(role.Name)} grants nothing.");
            }
        );

    private static void Told(TextWriter output, IReadOnlyList<string> keys)
    {
        var width = keys.Count == 0 ? 0 : keys.Max(key => key.Length);
        foreach (var key in keys)
            output.WriteLine(Plain.Text($"{key.PadRight(width)}  {PermissionWords.Of(key)}"));
    }
}
