using System.Text.Json;
using Polpo.Core.Agents.Files;
using Polpo.Core.Approvals.Expressions;

namespace Polpo.Core.Missions.Documents;

/// <summary>A hold and where it stands.</summary>
internal sealed record HoldPlace(MissionHold Hold, MissionFields Fields);

/// <summary>Reads quality gates, checkpoints and delays, with the checks that need no task.</summary>
internal sealed class MissionHolds(MissionFields body, MissionProblems problems)
{
    public const int Most = 1_000;

    /// <summary>Of all holds together: each is looked at whenever a task ends.</summary>
    private const int MostTitles = 200_000;
    private const decimal BestScore = 5;

    public IReadOnlyList<HoldPlace> Read()
    {
        List<HoldPlace> holds =
        [
            .. Of("qualityGates", MissionNames.QualityGate).Select(fields => new HoldPlace(Gate(fields), fields)),
            .. Of("checkpoints", MissionNames.Checkpoint).Select(fields => new HoldPlace(Pause(fields), fields)),
            .. Of("delays", MissionNames.Delay).Select(fields => new HoldPlace(Wait(fields), fields)),
        ];
        foreach (var twin in holds.GroupBy(place => place.Hold.Key).SelectMany(group => group.Skip(1)))
            twin.Fields.Note(
                "name",
                $"is \"{twin.Hold.Name}\", as another of {twin.Hold.Kind.Field()} is called. Rename one."
            );
        if (holds.Sum(place => place.Hold.AfterTasks.Count + place.Hold.BlocksTasks.Count) is > MostTitles and var many)
        {
            holds[0]
                .Fields.Note(
                    "afterTasks",
                    $"and those of all gates, checkpoints and delays list {many} titles; at most {MostTitles} are read. Name the last tasks before a hold and the first behind it: the others follow by dependsOn."
                );
            return [];
        }
        return holds;
    }

    private IEnumerable<MissionFields> Of(string list, MissionNames names)
    {
        if (body.Items(list) is { Count: > Most } items)
        {
            body.Note(list, $"has {items.Count} entries; at most {Most} are read.");
            return [];
        }
        var holds = body.Objects(list).ToList();
        holds.ForEach(hold => hold.Know(names));
        return holds;
    }

    private static QualityGate Gate(MissionFields fields) =>
        new(fields.Number("minScore", 1, BestScore), fields.Flag("requireAllPassed"), Condition(fields))
        {
            Name = fields.Required("name"),
            AfterTasks = Titles(fields, "afterTasks"),
            BlocksTasks = Titles(fields, "blocksTasks"),
            NotifyChannels = fields.Texts("notifyChannels"),
        };

    private static string? Condition(MissionFields fields)
    {
        var text = fields["condition"] is { Kind: JsonTokenType.StartObject }
            ? fields.Object("condition")!.Required("expression") // just seen
            : fields.Text("condition");
        if (text is { Length: > 0 } && fields["condition"] is { } part)
            fields.Try("condition", part, null, () => Expression.Parse(text));
        return text;
    }

    private static Checkpoint Pause(MissionFields fields) =>
        new(fields.Text("message"))
        {
            Name = fields.Required("name"),
            AfterTasks = Titles(fields, "afterTasks"),
            BlocksTasks = Titles(fields, "blocksTasks"),
            NotifyChannels = fields.Texts("notifyChannels"),
        };

    private Delay Wait(MissionFields fields) =>
        new(Duration(fields))
        {
            Name = fields.Required("name"),
            AfterTasks = Titles(fields, "afterTasks"),
            BlocksTasks = Titles(fields, "blocksTasks"),
            NotifyChannels = fields.Texts("notifyChannels"),
        };

    private TimeSpan Duration(MissionFields fields)
    {
        var text = fields.Required("duration");
        if (text.Length == 0)
            return TimeSpan.Zero;
        if (IsoDuration.Read(text) is { } duration)
            return duration;
        problems.Add(
            fields["duration"]!, // Required has read it
            fields.Path("duration"),
            $"must be an ISO 8601 duration above zero and up to ten years, such as PT2H or P1D, found \"{text}\"."
        );
        return TimeSpan.Zero;
    }

    private static IReadOnlyList<string> Titles(MissionFields fields, string name)
    {
        var titles = fields.Texts(name);
        if (titles.Count == 0 && fields[name] is null or { Kind: JsonTokenType.StartArray })
            fields.Note(name, "is missing or empty. List at least one title.");
        return titles;
    }
}
