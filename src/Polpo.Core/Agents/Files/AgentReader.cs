using System.Text.Json;
using System.Text.Json.Nodes;
using Polpo.Core.Agents.Files.Spelling;
using Polpo.Core.Models;

namespace Polpo.Core.Agents.Files;

/// <summary>Reads one agent object, with the checks that need no other agent.</summary>
internal static class AgentReader
{
    private static readonly string[] Priorities = ["critical", "high", "medium", "low"];

    /// <param name="isSpelled">Whether the names of its fields were looked at already.</param>
    public static AgentConfig Read(JsonText file, JsonPart part, string path, string teamName, bool isSpelled = false)
    {
        var fields = JsonFields.Of(file, part, path);
        if (!isSpelled)
            Restrictions.RequireSpelled(fields);
        return new AgentConfig
        {
            Name = Name(fields),
            TeamName = teamName,
            Role = fields.String("role"),
            Model = fields.String("model"),
            SystemPrompt = fields.String("systemPrompt"),
            AllowedTools = fields.Strings("allowedTools"),
            AllowedPaths = fields.Items("allowedPaths", (item, name) => Inside(fields, item, name)),
            AllowedHosts = fields.Hosts("allowedHosts"),
            DeniedHosts = fields.Hosts("deniedHosts") ?? [],
            Skills = fields.Strings("skills") ?? [],
            MaxTurns = (int)(fields.Whole("maxTurns", least: 1) ?? 150),
            MaxConcurrency = (int?)fields.Whole("maxConcurrency", least: 1),
            Reasoning = fields.Choice<Reasoning>("reasoning"),
            ReportsTo = fields.String("reportsTo"),
            Identity = fields.Object("identity") is { } identity ? Identity(identity) : null,
            Volatile = fields.Bool("volatile") ?? false,
            MissionGroup = fields.String("missionGroup"),
            CreatedAt = fields.Instant("createdAt"),
            Source = JsonNode.Parse(part.Raw)!.AsObject(),
        };
    }

    private static string Name(JsonFields fields)
    {
        var name = fields.Required("name");
        // Names are printed on terminals and stand in git's author lines.
        return name.Any(char.IsControl) || name.Trim() != name
            ? throw fields.Wrong(
                fields.Source["name"]!,
                fields.Path("name"),
                "a name without control characters and without spaces around it"
            )
            : name;
    }

    private static string Inside(JsonFields fields, JsonPart item, string name)
    {
        var path = fields.Text(item, name);
        var depth = 0;
        foreach (var part in path.Split('/').Where(part => part is not ("" or ".")))
        {
            depth += part == ".." ? -1 : 1;
            if (depth < 0)
                break;
        }
        return path.StartsWith('/') || path.StartsWith('~') || depth < 0
            ? throw fields.Wrong(item, name, "a directory inside the repository, relative to it")
            : path;
    }

    private static AgentIdentity Identity(JsonFields fields) =>
        new()
        {
            DisplayName = fields.String("displayName"),
            Title = fields.String("title"),
            Company = fields.String("company"),
            Email = fields.String("email"),
            Bio = fields.String("bio"),
            Timezone = fields.String("timezone"),
            Avatar = fields.String("avatar"),
            Tone = fields.String("tone"),
            Personality = fields.String("personality"),
            Responsibilities =
                fields.Items("responsibilities", (item, name) => Responsibility(fields, item, name)) ?? [],
            Socials = fields.Object("socials")?.Texts() ?? new Dictionary<string, string>(),
        };

    private static AgentResponsibility Responsibility(JsonFields identity, JsonPart item, string name)
    {
        if (item.Kind == JsonTokenType.String)
            return new AgentResponsibility(item.Text, null, null);
        var fields = identity.At(item, name);
        var priority = fields.String("priority");
        return priority is null || Priorities.Contains(priority)
            ? new AgentResponsibility(fields.Required("area"), fields.String("description"), priority)
            : throw fields.Wrong(item["priority"]!, fields.Path("priority"), $"one of {string.Join(", ", Priorities)}");
    }
}
