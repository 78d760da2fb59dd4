using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Polpo.Core.Agents.Files;
using Polpo.Core.Identity;
using Polpo.Core.Models;
using Polpo.Core.Tools;
using Polpo.Core.Workspaces;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage;

namespace Polpo.Core.Agents;

/// <summary>What one can do to the agents of a workspace. It counts at once: running tasks keep the agent that they started with, the next reads the new files.</summary>
public sealed partial class AgentCommands
{
    private readonly RosterEditor _editor;
    private readonly ToolRegistry _tools;
    private readonly IModels _models;
    private readonly TimeProvider _time;

    public AgentCommands(AgentRoster roster, ToolRegistry tools, IModels models, IDatabase database, TimeProvider time)
    {
        _models = models;
        _editor = new RosterEditor(roster, database);
        _tools = tools;
        _time = time;
    }

    /// <summary>Adds an agent at the end of <c>agents.json</c>.</summary>
    /// <param name="agent">The <c>AgentConfig</c> object of the file format; unknown fields are kept.</param>
    /// <param name="teamName">Null or empty: the first team. A team that is not listed becomes one.</param>
    /// <exception cref="RefusedException">The name is taken or no name, a field is wrong, <c>reportsTo</c> names nobody or closes a circle, a tool or the model's provider does not exist.</exception>
    public async Task<AgentConfig> AddAsync(
        Workspace workspace,
        JsonObject agent,
        string? teamName,
        Caller caller,
        CancellationToken cancellationToken
    )
    {
        var read = Read(agent);
        RequireProvider(workspace, read.Agent.Model);
        var name = read.Agent.Name;
        var team = string.IsNullOrWhiteSpace(teamName) ? null : TeamCommands.CheckName(teamName);
        var roster = await _editor.ChangeAsync(
            workspace,
            caller,
            after => new AgentAdded(name, after.Find(name)!.TeamName),
            (before, files, edit) =>
            {
                if (before.Find(name) is { } known)
                    throw new RefusedException(
                        Refusal.Conflict,
                        $"There is an agent \"{name}\" already, in the team \"{known.TeamName}\". Names are unique across all teams."
                    );
                RosterRules.Check([.. files.Entries, read]);
                var entry = new JsonObject { ["agent"] = Stamped(agent), ["teamName"] = team ?? before.Teams[0].Name };
                edit.Agents.Append(edit.AgentsText.Root, entry);
            },
            cancellationToken
        );
        return roster.Find(name)!;
    }

    /// <summary>Another description for an agent, in its place; who reports to it goes on doing so.</summary>
    /// <param name="teamName">Null or empty: the team that it is in.</param>
    /// <exception cref="RefusedException">There is none of that name, or the description is wrong as in <see cref="AddAsync"/>.</exception>
    public async Task<AgentConfig> ReplaceAsync(
        Workspace workspace,
        string name,
        JsonObject agent,
        string? teamName,
        Caller caller,
        CancellationToken cancellationToken
    )
    {
        var read = Read(agent);
        if (read.Agent.Name != name)
            throw new RefusedException(
                Refusal.Invalid,
                $"The agent is called \"{name}\", its description \"{read.Agent.Name}\". A name stays: add another agent instead."
            );
        RequireProvider(workspace, read.Agent.Model);
        var team = string.IsNullOrWhiteSpace(teamName) ? null : TeamCommands.CheckName(teamName);
        var roster = await _editor.ChangeAsync(
            workspace,
            caller,
            after => new AgentChanged(name, after.Find(name)!.TeamName),
            (before, files, edit) =>
            {
                var known = AgentQueries.Find(before, name);
                RosterRules.Check([.. files.Entries.Select(entry => entry.Agent.Name == name ? read : entry)]);
                var entry = new JsonObject { ["agent"] = Stamped(agent), ["teamName"] = team ?? known.TeamName };
                edit.Agents.Replace(edit.AgentsText.Root.Items[Place(before, name)], entry);
            },
            cancellationToken
        );
        return roster.Find(name)!;
    }

    private static int Place(Roster roster, string name) =>
        roster.Agents.Select(agent => agent.Name).ToList().IndexOf(name);

    /// <summary>Removes an agent. Whoever reports to it has to report to someone else first.</summary>
    public Task RemoveAsync(Workspace workspace, string name, Caller caller, CancellationToken cancellationToken) =>
        _editor.ChangeAsync(
            workspace,
            caller,
            _ => new AgentRemoved(name),
            (before, _, edit) =>
            {
                AgentQueries.Find(before, name);
                var below = before.Agents.Where(agent => agent.ReportsTo == name).Select(agent => agent.Name).ToList();
                if (below.Count > 0)
                    throw new RefusedException(
                        Refusal.Conflict,
                        $"{string.Join(" and ", below)} {(below.Count == 1 ? "reports" : "report")} to \"{name}\". Change their reportsTo or remove them first."
                    );
                edit.Agents.RemoveItem(edit.AgentsText.Root, Place(before, name));
            },
            cancellationToken
        );

    internal static bool IsName(string name) => Name.IsMatch(name);

    internal static string NoName(string name) =>
        $"\"{name}\" is no name for an agent. Use letters, digits, dots, dashes and underscores, at most 64, a letter or digit first.";

    private RosterEntry Read(JsonObject agent)
    {
        var text = JsonText.Of("", Encoding.UTF8.GetBytes(agent.ToJsonString()));
        var read = AgentReader.Read(text, text.Root, "agent", "");
        if (!IsName(read.Name))
            throw new RefusedException(Refusal.Invalid, NoName(read.Name));
        _tools.Granted(read.AllowedTools);
        return new RosterEntry(read, text, text.Root, "agent");
    }

    /// <summary>A key may come later; a provider that does not exist never does.</summary>
    private void RequireProvider(Workspace workspace, string? model)
    {
        try
        {
            if (model is not null)
                _ = _models.Resolve(workspace.RepositoryPath, model);
        }
        catch (RefusedException lacking) when (lacking.Refusal == Refusal.Unavailable)
        {
            // Said again, in the same words, when the agent is to work.
        }
    }

    private JsonObject Stamped(JsonObject agent)
    {
        var stamped = agent.DeepClone().AsObject();
        if (!stamped.ContainsKey("createdAt"))
            stamped["createdAt"] = _time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        return stamped;
    }

    [GeneratedRegex(
        @"^[\p{L}\p{N}][\p{L}\p{N}._-]{0,63}\z",
        RegexOptions.CultureInvariant | RegexOptions.NonBacktracking
    )]
    private static partial Regex Name { get; }
}
