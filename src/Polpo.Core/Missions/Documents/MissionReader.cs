using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Polpo.Core.Agents;
using Polpo.Core.Agents.Files;
using Polpo.Core.Schedules.Timing;
using Polpo.Engine.Kernel;

namespace Polpo.Core.Missions.Documents;

/// <summary>Who there is to work, beside whom a mission brings along.</summary>
/// <param name="Entries">The agents as their files describe them.</param>
internal sealed record MissionWorkplace(Roster Roster, IReadOnlyList<RosterEntry> Entries);

/// <summary>What was read: a document only when nothing is wrong.</summary>
internal sealed record MissionReading(MissionDocument? Document, MissionProblems Problems)
{
    /// <exception cref="Polpo.Engine.Kernel.RefusedException">Something is wrong; the message names all of it.</exception>
    public MissionDocument OrRefuse()
    {
        Problems.RefuseIfAny();
        return Document!; // there is one when there are no problems
    }
}

/// <summary>Reads a mission document in every spelling, and finds everything that is wrong with it.</summary>
internal sealed class MissionReader
{
    private const int LongestName = 100;
    private const int LargestData = 16 * 1024;
    private const decimal BestScore = 5;

    private readonly MissionText _text;
    private readonly MissionWorkplace _workplace;
    private readonly MissionProblems _problems;
    private readonly MissionFields _outer;
    private readonly MissionFields _body;

    private MissionReader(MissionText text, MissionWorkplace workplace, MissionProblems problems)
    {
        (_text, _workplace, _problems) = (text, workplace, problems);
        _outer = new MissionFields(text.Outer.Root, "", problems);
        _body = new MissionFields(text.Body, text.BodyPath, problems);
    }

    /// <param name="file">How messages call the text; empty for one that is no file.</param>
    /// <param name="name">The mission's name when the document has none, such as its file's.</param>
    public static MissionReading Read(MissionText text, string file, string? name, MissionWorkplace workplace)
    {
        var problems = new MissionProblems(file);
        var document = new MissionReader(text, workplace, problems).Document(name);
        return new MissionReading(problems.Any ? null : document, problems);
    }

    /// <summary>A document that was found to be well when it was stored, whatever has become of the workspace since.</summary>
    public static MissionDocument Stored(string document, string name)
    {
        var text = MissionText.Of("", Encoding.UTF8.GetBytes(document));
        var nobody = new MissionWorkplace(new Roster([], [], new RosterSettings()), []);
        return new MissionReader(text, nobody, new MissionProblems("")).Document(name) with { Name = name };
    }

    private MissionDocument Document(string? fallback)
    {
        if (_text.BodyPath.Length > 0 && _outer["tasks"] is not null)
            _outer.Note("tasks", "stand at the top and inside of data. Keep one of the two lists.");
        _outer.Know(MissionNames.Mission);
        if (_text.BodyPath.Length > 0)
            _body.Know(MissionNames.Mission);
        var name = Name(fallback);
        var team = new MissionTeam(_body, name, _workplace, _problems).Read();
        var tasks = new MissionTasks(_body, _workplace, team, _problems).Read();
        var holds = new MissionHolds(_body, _problems).Read();
        var document = new MissionDocument
        {
            Name = name,
            Prompt = Home("prompt").Text("prompt"),
            Tasks = [.. tasks.Select(task => task.Task)],
            Team = team,
            Holds = [.. holds.Select(hold => hold.Hold)],
            Data = Data(),
            Deadline = Home("deadline").Instant("deadline"),
            Schedule = Schedule(),
            EndDate = Home("endDate").Instant("endDate"),
            QualityThreshold = Home("qualityThreshold").Number("qualityThreshold", 1, BestScore),
            MaxConcurrency = Home("maxConcurrency").Whole("maxConcurrency", 1),
        };
        new MissionRules(document, tasks, holds, _problems).Check(_body);
        return document;
    }

    /// <summary>The seed's first form has only a <c>group</c>.</summary>
    private string Name(string? fallback)
    {
        var field = Home("name")["name"] is null && Home("group")["group"] is not null ? "group" : "name";
        var fields = Home(field);
        var name = fields[field] is null && fallback is not null ? fallback : fields.Required(field);
        if (name.Length > LongestName || name.Any(char.IsControl) || name.Trim() != name)
            fields.Note(
                field,
                $"must have 1 to {LongestName} characters, no control characters and no spaces around it."
            );
        return name;
    }

    /// <summary>Five cron fields or a time, in UTC.</summary>
    private string? Schedule()
    {
        var fields = Home("schedule");
        var text = fields.Text("schedule");
        try
        {
            var timing = text is null ? null : ScheduleTiming.Read(text, "UTC", null);
            if (timing?.Occurrences().After(DateTimeOffset.UnixEpoch) is null && timing?.Kind == TimingKind.Cron)
                fields.Note("schedule", $"is \"{text}\", which never fires: no month has such a day.");
        }
        catch (RefusedException refused)
        {
            fields.Note("schedule", $"is no time and no cron expression of five fields. {refused.Message}");
        }
        return text;
    }

    private JsonObject? Data()
    {
        if (_body["data"] is not { Kind: JsonTokenType.StartObject } data)
            return null;
        if (data.End - data.Start > LargestData)
            _body.Note(
                "data",
                $"has {data.End - data.Start} bytes; at most {LargestData} are told to every task. Put the rest into a file of the repository."
            );
        return JsonNode.Parse(data.Raw)!.AsObject();
    }

    /// <summary>Where a field of the mission itself stands: at the top, else beside the tasks.</summary>
    private MissionFields Home(string field) => _outer[field] is null ? _body : _outer;
}
