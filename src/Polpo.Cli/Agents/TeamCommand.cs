using System.CommandLine;
using Polpo.Cli.Shell;
using Polpo.Client;

namespace Polpo.Cli.Agents;

/// <summary><c>polpo team</c>: how agents are grouped. A team restricts nothing.</summary>
internal static class TeamCommand
{
    private static readonly Argument<string> Name = new("NAME") { Description = "The team's name." };

    public static Command Build(Surroundings here) =>
        Commands.Group(
            "team",
            "Teams: list, show, add, rename, remove.",
            List(here),
            Show(here),
            Add(here),
            Rename(here),
            Remove(here)
        );

    private static Command List(Surroundings here) =>
        new Command("list", "List the teams. The first is the default.")
        {
            CommonOptions.Repo,
            CommonOptions.Json,
        }.LooksAtFiles(
            here,
            async (command, client, workspace, cancellationToken) =>
            {
                var teams = (await client.Teams.ListAsync(workspace, cancellationToken)).Items;
                command.ShowAll(
                    teams,
                    output =>
                        Plain.Table(
                            output,
                            ["TEAM", "AGENTS", "DESCRIPTION"],
                            teams.Select(team =>
                                new[] { team.Name, string.Join(", ", team.Agents), team.Description ?? "" }
                            )
                        )
                );
            }
        );

    private static Command Show(Surroundings here)
    {
        var name = new Argument<string?>("NAME")
        {
            Description = "The team's name. Default: the first team.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        return new Command("show", "Show a team and its org chart.")
        {
            name,
            CommonOptions.Repo,
            CommonOptions.Json,
        }.LooksAtFiles(
            here,
            async (command, client, workspace, cancellationToken) =>
            {
                var team = command.Get(name) is { } asked
                    ? await FindAsync(client, workspace, asked, cancellationToken)
                    : await client.GetTeamAsync(workspace, cancellationToken);
                var agents = (await client.Agents.ListAsync(workspace, cancellationToken)).Items;
                command.Show(team, output => Write(output, team, agents));
            }
        );
    }

    private static Command Add(Surroundings here)
    {
        var description = new Option<string?>("--description")
        {
            Description = "What the team is for.",
            HelpName = "TEXT",
        };
        return new Command("add", "Add an empty team.")
        {
            Name,
            description,
            CommonOptions.Repo,
            CommonOptions.Json,
        }.DoesWithClient(
            here,
            async (command, client, workspace, cancellationToken) =>
            {
                var team = await client.Teams.AddAsync(
                    new AddTeam(command.Get(Name), command.Get(description)),
                    workspace,
                    cancellationToken
                );
                command.Show(
                    team,
                    output =>
                        output.WriteLine(
                            $"The team \"{Plain.Text(team.Name)}\" is there. Add an agent to it: polpo agent add NAME --team \"{Plain.Text(team.Name)}\""
                        )
                );
            }
        );
    }

    private static Command Rename(Surroundings here)
    {
        var newName = new Argument<string>("NEW-NAME") { Description = "Its new name." };
        return new Command("rename", "Rename a team; its agents move with it.")
        {
            Name,
            newName,
            CommonOptions.Repo,
            CommonOptions.Json,
        }.DoesWithClient(
            here,
            async (command, client, workspace, cancellationToken) =>
            {
                var team = await client.RenameTeamAsync(
                    command.Get(Name),
                    command.Get(newName),
                    workspace,
                    cancellationToken
                );
                command.Show(
                    team,
                    output =>
                        output.WriteLine(
                            $"\"{Plain.Text(command.Get(Name))}\" is now \"{Plain.Text(team.Name)}\" ({Plain.Count(team.Agents.Count, "agent")})."
                        )
                );
            }
        );
    }

    private static Command Remove(Surroundings here) =>
        new Command("remove", "Remove an empty team. The last one stays.")
        {
            Name,
            CommonOptions.Repo,
            CommonOptions.Json,
        }.DoesWithClient(
            here,
            async (command, client, workspace, cancellationToken) =>
            {
                await client.Teams.RemoveAsync(command.Get(Name), workspace, cancellationToken);
                command.Show(
                    new { removed = command.Get(Name) },
                    output => output.WriteLine($"The team \"{Plain.Text(command.Get(Name))}\" is removed.")
                );
            }
        );

    private static async Task<TeamView> FindAsync(
        PolpoClient client,
        string workspace,
        string name,
        CancellationToken cancellationToken
    )
    {
        var teams = (await client.Teams.ListAsync(workspace, cancellationToken)).Items;
        return teams.FirstOrDefault(team => team.Name == name)
            ?? throw new Engine.Kernel.RefusedException(
                Engine.Kernel.Refusal.NotFound,
                $"There is no team \"{name}\". The teams are: {string.Join(", ", teams.Select(team => team.Name))}."
            );
    }

    private static void Write(TextWriter output, TeamView team, IReadOnlyList<AgentView> agents)
    {
        output.WriteLine(Plain.Text(team.Description is null ? team.Name : $"{team.Name} · {team.Description}"));
        // A manager in another team is not drawn here; those below stand at the top then.
        var members = agents.Where(agent => agent.TeamName == team.Name).ToList();
        var top = members
            .Select(agent =>
                members.Exists(other => other.Name == agent.ReportsTo) ? agent : agent with { ReportsTo = null }
            )
            .ToList();
        foreach (var line in OrgChart.Draw(top))
            output.WriteLine("  " + line);
    }
}
