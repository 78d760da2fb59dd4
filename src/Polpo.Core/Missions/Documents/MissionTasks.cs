using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Polpo.Core.Agents.Files;
using Polpo.Core.Assessment;
using Polpo.Core.Tasks;

namespace Polpo.Core.Missions.Documents;

/// <summary>A task and where it stands.</summary>
internal sealed record TaskPlace(MissionTask Task, MissionFields Fields);

/// <summary>Reads the tasks, with the checks that need no other task.</summary>
internal sealed class MissionTasks(
    MissionFields body,
    MissionWorkplace workplace,
    IReadOnlyList<MissionAgent> team,
    MissionProblems problems
)
{
    public const int Most = 10_000;
    private const int LongestTitle = 200;
    private const int LongestDescription = 1_000_000;
    private const int MostRetries = 100;

    private readonly HashSet<string> _agents =
    [
        .. workplace.Roster.Agents.Select(agent => agent.Name),
        .. team.Select(agent => agent.Name),
    ];

    public IReadOnlyList<TaskPlace> Read()
    {
        var items = body.Items("tasks");
        if (items.Count == 0 && body["tasks"] is null or { Kind: JsonTokenType.StartArray })
            body.Note(
                "tasks",
                "is missing or empty. A mission has at least one task: {\"title\": …, \"description\": …}."
            );
        if (items.Count > Most)
        {
            body.Note("tasks", $"lists {items.Count} tasks; a mission has at most {Most}. Split it into several.");
            return [];
        }
        return [.. body.Objects("tasks").Select(fields => new TaskPlace(Task(fields), fields))];
    }

    private MissionTask Task(MissionFields fields)
    {
        fields.Know(MissionNames.Task);
        return new()
        {
            Title = Title(fields),
            Description = Description(fields),
            AssignTo = Agent(fields, "assignTo"),
            DependsOn = fields.Texts("dependsOn"),
            Expectations = Checked(
                fields,
                "expectations",
                one => ExpectationReader.Read([one], null),
                ExpectationFields.Of
            ),
            ExpectedOutcomes = Checked(
                fields,
                "expectedOutcomes",
                one => ExpectedOutcome.Read([one]),
                ExpectationFields.OfOutcome
            ),
            Metrics = Metrics(fields),
            MaxRetries = fields.Whole("maxRetries", 0, MostRetries),
            MaxDuration = fields.Whole("maxDuration", 0) is { } limit and > 0 ? TimeSpan.FromMilliseconds(limit) : null,
            RetryPolicy = fields.Object("retryPolicy") is { } policy ? Policy(policy) : null,
            SideEffects = fields.Flag("sideEffects"),
            Priority = (double)(fields.Number("priority", -1_000_000, 1_000_000) ?? 1),
            Deadline = fields.Instant("deadline"),
            Model = fields.Text("model"),
        };
    }

    private static string Title(MissionFields fields)
    {
        var title = fields.Required("title");
        if (title.Length > LongestTitle || title.Any(char.IsControl))
            fields.Note(
                "title",
                $"must have at most {LongestTitle} characters and no control characters. Put the rest into description."
            );
        return title;
    }

    private static string? Description(MissionFields fields)
    {
        var description = fields.Text("description");
        if (description?.Length > LongestDescription)
            fields.Note(
                "description",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"has {description.Length} characters; at most {LongestDescription} are kept. Put the rest into a file of the repository."
                )
            );
        return description;
    }

    private string? Agent(MissionFields fields, string name)
    {
        var agent = fields.Text(name);
        if (agent is not null && !_agents.Contains(agent))
            fields.Note(
                name,
                $"names \"{agent}\", but there is no such agent. The agents are: {string.Join(", ", _agents.Take(30))}. Name one of them, or describe \"{agent}\" in team."
            );
        return agent;
    }

    private RetryPolicy Policy(MissionFields fields)
    {
        fields.Know(MissionNames.RetryPolicy);
        return new(
            fields.Whole("escalateAfter", 0, MostRetries),
            Agent(fields, "fallbackAgent"),
            fields.Text("escalateModel")
        );
    }

    private List<JsonObject> Checked(
        MissionFields fields,
        string name,
        Action<JsonObject> read,
        Func<JsonObject, IEnumerable<(string Path, string Wrong)>> look
    )
    {
        var found = new List<JsonObject>();
        foreach (var ((part, _), index) in fields.Items(name).Select((item, index) => (item, index)))
        {
            if (part.Kind != JsonTokenType.StartObject)
                problems.Add(part, $"{fields.Path(name)}[{index}]", "must be an object.");
            else if (
                JsonNode.Parse(part.Raw)!.AsObject() is var one
                && fields.Try($"{name}[{index}]", part, $"{name}[0]", () => read(one))
            )
            {
                NoteNames(part, $"{fields.Path(name)}[{index}]", look(one));
                found.Add(one);
            }
        }
        return found;
    }

    private void NoteNames(JsonPart part, string path, IEnumerable<(string Path, string Wrong)> names)
    {
        foreach (var (field, wrong) in names.Take(MissionProblems.Most))
            problems.Add(part[field] ?? part, $"{path}.{field}", wrong);
    }

    private JsonNode? Metrics(MissionFields fields)
    {
        var metrics = fields.Node("metrics");
        if (metrics is null || fields["metrics"] is not { } part)
            return metrics;
        if (fields.Try("metrics", part, "metrics", () => ExpectationReader.Read([], metrics)) && metrics is JsonArray)
        {
            foreach (var (item, path) in fields.Items("metrics"))
                NoteNames(item, path, ExpectationFields.OfMetric(JsonNode.Parse(item.Raw)!.AsObject()));
        }
        return metrics;
    }
}
