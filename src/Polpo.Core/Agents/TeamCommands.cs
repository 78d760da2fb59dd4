using System.Text.Json.Nodes;
using Polpo.Core.Identity;
using Polpo.Core.Workspaces;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage;

namespace Polpo.Core.Agents;

/// <summary>What one can do to the teams of a workspace. A team groups agents; it neither gives nor takes a right.</summary>
public sealed class TeamCommands
{
    private readonly RosterEditor _editor;

    public TeamCommands(AgentRoster roster, IDatabase database) => _editor = new RosterEditor(roster, database);

    public async Task<Team> AddAsync(
        Workspace workspace,
        string name,
        string? description,
        Caller caller,
        CancellationToken cancellationToken
    )
    {
        CheckName(name);
        var roster = await _editor.ChangeAsync(
            workspace,
            caller,
            _ => new TeamAdded(name),
            (before, _, edit) =>
            {
                CheckFree(before, name);
                var team = new JsonObject { ["name"] = name };
                if (!string.IsNullOrWhiteSpace(description))
                    team["description"] = description;
                var (text, teams) = edit.UseTeams();
                teams.Append(text.Root, team);
            },
            cancellationToken
        );
        return roster.Teams.First(team => team.Name == name);
    }

    /// <summary>Renames a team; its agents move with it.</summary>
    public async Task<Team> RenameAsync(
        Workspace workspace,
        string name,
        string newName,
        Caller caller,
        CancellationToken cancellationToken
    )
    {
        CheckName(newName);
        var roster = await _editor.ChangeAsync(
            workspace,
            caller,
            _ => new TeamRenamed(name, newName),
            (before, _, edit) =>
            {
                AgentQueries.FindTeam(before, name);
                CheckFree(before, newName);
                var (text, teams) = edit.UseTeams();
                if (text.Root.Items.FirstOrDefault(item => item["name"]?.Text == name)?["name"] is { } listed)
                    teams.Replace(listed, JsonValue.Create(newName));
                else
                    teams.Append(text.Root, new JsonObject { ["name"] = newName });
                foreach (
                    var member in edit
                        .AgentsText.Root.Items.Select(item => item["teamName"])
                        .Where(team => team?.Text == name)
                )
                    edit.Agents.Replace(member!, JsonValue.Create(newName));
            },
            cancellationToken
        );
        return roster.Teams.First(team => team.Name == newName);
    }

    /// <summary>Removes an empty team. The last one stays.</summary>
    public Task RemoveAsync(Workspace workspace, string name, Caller caller, CancellationToken cancellationToken) =>
        _editor.ChangeAsync(
            workspace,
            caller,
            _ => new TeamRemoved(name),
            (before, _, edit) =>
            {
                AgentQueries.FindTeam(before, name);
                if (before.Teams.Count == 1)
                    throw new RefusedException(
                        Refusal.Conflict,
                        $"\"{name}\" is the last team. There is always one; rename it instead."
                    );
                var members = before.Agents.Where(agent => agent.TeamName == name).Select(agent => agent.Name).ToList();
                if (members.Count > 0)
                    throw new RefusedException(
                        Refusal.Conflict,
                        $"\"{name}\" has agents: {string.Join(", ", members)}. Remove them first, or give them another teamName."
                    );
                var (text, teams) = edit.UseTeams();
                teams.RemoveItem(text.Root, text.Root.Items.ToList().FindIndex(item => item["name"]?.Text == name));
            },
            cancellationToken
        );

    internal static string CheckName(string name) =>
        name.Length is 0 or > 64
        || name.Trim() != name
        || name.Any(character => char.IsControl(character) || character == '/')
            ? throw new RefusedException(
                Refusal.Invalid,
                "A team's name has 1 to 64 characters, no slash, no control character, and no space at its ends."
            )
            : name;

    private static void CheckFree(Roster roster, string name)
    {
        if (roster.Teams.Any(team => team.Name == name))
            throw new RefusedException(Refusal.Conflict, $"There is a team \"{name}\" already.");
    }
}
