using System.Text.Json.Nodes;
using Polpo.Client;
using Polpo.Engine.Kernel;

namespace Polpo.Cli.Deploy;

/// <summary>Teams and agents: <c>teams.json</c> and <c>agents.json</c>.</summary>
internal static class RosterDeploy
{
    public static async Task<IReadOnlyList<DeployItem>> TeamsAsync(
        DeployFolder folder,
        PolpoClient client,
        string workspace,
        CancellationToken cancellationToken
    )
    {
        var there = (await client.Teams.ListAsync(workspace, cancellationToken)).Items;
        return
        [
            .. folder
                .List("teams.json")
                .Select(team => new AddTeam(Text(team, "name"), team["description"]?.ToString()))
                .Select(team => new DeployItem(
                    "team",
                    team.Name,
                    // A description cannot be changed from here, and decides nothing.
                    there.Any(one => one.Name == team.Name)
                        ? DeployState.Unchanged
                        : DeployState.New,
                    stop => client.Teams.AddAsync(team, workspace, stop)
                )),
        ];
    }

    public static async Task<IReadOnlyList<DeployItem>> AgentsAsync(
        DeployFolder folder,
        PolpoClient client,
        string workspace,
        CancellationToken cancellationToken
    )
    {
        var there = (await client.Agents.ListAsync(workspace, cancellationToken)).Items;
        return [.. SuperiorsFirst(Entries(folder)).Select(entry => Item(entry, there, client, workspace))];
    }

    private static List<AgentEntry> Entries(DeployFolder folder) =>
        [
            .. folder
                .List("agents.json")
                .Select(entry => new AgentEntry(
                    entry["agent"] as JsonObject
                        ?? throw new RefusedException(
                            Refusal.Invalid,
                            "An entry of agents.json has no \"agent\" object."
                        ),
                    entry["teamName"]?.ToString() ?? "default"
                )),
        ];

    private static DeployItem Item(
        AgentEntry entry,
        IReadOnlyList<AgentView> there,
        PolpoClient client,
        string workspace
    )
    {
        var name = Text(entry.Agent, "name");
        var before = there.FirstOrDefault(one => one.Name == name);
        if (before is null)
            return new DeployItem(
                "agent",
                name,
                DeployState.New,
                stop => client.Agents.AddAsync(entry, workspace, stop)
            );
        var same = before.TeamName == entry.TeamName && DeployContent.IsSame(entry.Agent, before.Config, "createdAt");
        return new DeployItem(
            "agent",
            name,
            same ? DeployState.Unchanged : DeployState.Changed,
            stop => client.Agents.ReplaceAsync(name, entry, workspace, stop)
        );
    }

    /// <summary>Who is reported to has to be there before.</summary>
    private static List<AgentEntry> SuperiorsFirst(List<AgentEntry> entries)
    {
        var names = entries.Select(entry => Text(entry.Agent, "name")).ToHashSet(StringComparer.Ordinal);
        var ordered = new List<AgentEntry>();
        while (
            entries.FirstOrDefault(entry =>
                entry.Agent["reportsTo"]?.ToString() is not { } superior || !names.Contains(superior)
            )
                is { } next
        )
        {
            entries.Remove(next);
            names.Remove(Text(next.Agent, "name"));
            ordered.Add(next);
        }
        // A circle: the server says so.
        return [.. ordered, .. entries];
    }

    private static string Text(JsonObject of, string name) =>
        of[name]?.ToString() is { Length: > 0 } text
            ? text
            : throw new RefusedException(Refusal.Invalid, $"An entry of .polpo has no \"{name}\".");
}
