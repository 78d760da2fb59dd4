using System.CommandLine;
using System.Globalization;
using Polpo.Cli.Access;
using Polpo.Cli.Shell;
using Polpo.Client;

namespace Polpo.Cli.Workspaces;

/// <summary><c>polpo workspace</c>: the workspaces, and who sees them.</summary>
internal static class WorkspaceCommand
{
    private static readonly Argument<string> User = new("USER") { Description = "The person's name or id." };

    public static Command Build(Surroundings here) =>
        Commands.Group(
            "workspace",
            "Workspaces that you see, and who else does: list, member.",
            List(here),
            Commands.Group(
                "member",
                "Who sees the repository's workspace besides the Admins: list, add, remove.",
                Members(here),
                Change(
                    here,
                    "add",
                    "Have a person see the repository's workspace.",
                    "sees",
                    (client, workspace, user, stop) => client.Members.AddAsync(workspace, user, stop)
                ),
                Change(
                    here,
                    "remove",
                    "To this person the workspace is not there any more.",
                    "no longer sees",
                    (client, workspace, user, stop) => client.Members.RemoveAsync(workspace, user, stop)
                )
            )
        );

    private static Command List(Surroundings here) =>
        new Command("list", "List the workspaces that you see.").AsksServer(
            here,
            async (command, client, cancellationToken) =>
            {
                var workspaces = (await client.Workspaces.ListAsync(cancellationToken)).Items;
                command.ShowAll(
                    workspaces,
                    output =>
                        Plain.Table(
                            output,
                            ["ID", "NAME", "REPOSITORY"],
                            workspaces.Select(one => new[] { one.Id, one.Name, one.Path })
                        )
                );
            }
        );

    private static Command Members(Surroundings here) =>
        new Command("list", "List the members.") { CommonOptions.Repo, CommonOptions.Json }.Looks(
            here,
            async (command, client, workspace, cancellationToken) =>
            {
                var members = (await client.Members.ListAsync(workspace, cancellationToken)).Items;
                command.ShowAll(
                    members,
                    output =>
                        Plain.Table(
                            output,
                            ["NAME", "SINCE", "ID"],
                            members.Select(one =>
                                new[]
                                {
                                    one.Name,
                                    one.AddedAt.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                                    one.Id,
                                }
                            )
                        )
                );
            }
        );

    private static Command Change(
        Surroundings here,
        string name,
        string description,
        string outcome,
        Func<PolpoClient, string, string, CancellationToken, Task> change
    ) =>
        new Command(name, description) { User, CommonOptions.Repo, CommonOptions.Json }.DoesWithClient(
            here,
            async (command, client, workspace, cancellationToken) =>
            {
                await change(client, workspace, command.Get(User), cancellationToken);
                command.Show(
                    new { workspace, user = command.Get(User) },
                    output => output.WriteLine($"{Plain.Text(command.Get(User))} {outcome} this workspace.")
                );
            }
        );
}
