using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Polpo.Core.Agents.Files;
using Polpo.Core.Missions.Documents;
using Polpo.Engine.Kernel;

namespace Polpo.Core.Playbooks.Documents;

/// <summary>What was read: a playbook only when nothing is wrong with the definition.</summary>
/// <param name="Source">The mission where it stands in the file, for the places of problems.</param>
internal sealed record PlaybookReading(
    Playbook? Playbook,
    JsonPart? Source,
    MissionProblems Problems,
    IReadOnlyList<string> Warnings
);

/// <summary>Reads a playbook, and finds everything that is wrong with it before any value is known.</summary>
internal sealed partial class PlaybookReader
{
    public const int MaxBytes = 4 * 1024 * 1024;
    private const int LongestName = 64;

    private static readonly MissionNames Names = new(
        "a playbook",
        ["name", "description", "version", "author", "tags", "parameters", "mission"],
        ["$schema"]
    );

    private readonly MissionProblems _problems;
    private readonly MissionFields _body;
    private readonly JsonText _text;

    private PlaybookReader(JsonText text)
    {
        _text = text;
        _problems = new MissionProblems(text.Name);
        _body = new MissionFields(text.Root, "", _problems);
    }

    public static bool IsName(string name) => name.Length <= LongestName && Kebab.IsMatch(name);

    /// <param name="name">What it has to be called: the name of its folder.</param>
    /// <param name="file">How messages call the text.</param>
    /// <exception cref="RefusedException">It is too large, or no JSON object.</exception>
    public static PlaybookReading Read(string? name, string file, PlaybookHome home, byte[] bytes)
    {
        if (bytes.Length > MaxBytes)
            throw new RefusedException(
                Refusal.OverLimit,
                $"`{file}` is larger than {MaxBytes / 1024 / 1024} MB. That is no playbook."
            );
        var text = JsonText.Of(file, bytes);
        return text.Root.Kind == JsonTokenType.StartObject
            ? new PlaybookReader(text).Reading(name, home)
            : throw text.Refuse(text.Root, "a playbook must be an object: {\"name\": …, \"mission\": {…}}.");
    }

    private PlaybookReading Reading(string? name, PlaybookHome home)
    {
        _body.Know(Names);
        var parameters = new ParameterReader(_body, _problems).Read();
        var playbook = new Playbook(
            Name(name),
            _text.Name,
            home,
            Encoding.UTF8.GetString(_text.Bytes.AsSpan(_text.BomLength))
        )
        {
            Description = _body.Text("description"),
            Version = _body["version"] is { Kind: JsonTokenType.Number } number ? number.Raw : _body.Text("version"),
            Author = _body.Text("author"),
            Tags = _body.Texts("tags"),
            Parameters = parameters,
            Mission = [],
        };
        var source = Mission();
        var used = source is null ? new HashSet<string>() : new PlaceholderCheck(parameters, _problems).Used(source);
        return new PlaybookReading(
            _problems.Any ? null : playbook with { Mission = JsonNode.Parse(source!.Raw)!.AsObject() }, // no problem: it is there
            source,
            _problems,
            [
                .. parameters
                    .Where(one => one.Name.Length > 0 && !used.Contains(one.Name))
                    .Select(one => $"The parameter \"{one.Name}\" is used nowhere in the mission."),
                .. _problems.Notes.Select(one => $"{one.Path} {one.Message}"),
            ]
        );
    }

    private string Name(string? folder)
    {
        var name = _body.Required("name");
        if (name.Length > 0 && !IsName(name))
            _body.Note(
                "name",
                $"must be small letters, digits and single dashes, at most {LongestName}: such as bug-fix."
            );
        else if (name.Length > 0 && folder is not null && name != folder)
            _body.Note(
                "name",
                $"is \"{name}\", but the playbook is called \"{folder}\", as its folder is. Make them equal."
            );
        return name;
    }

    private JsonPart? Mission()
    {
        if (_body.Object("mission") is not { } mission)
        {
            if (_body["mission"] is null)
                _body.Note("mission", "is missing. Give it a mission document, an object.");
            return null;
        }
        if (mission["data"] is { Kind: JsonTokenType.String })
            mission.Note(
                "data",
                "is a text, in which a value could change more than its place. Write it as an object."
            );
        return mission.Source;
    }

    [GeneratedRegex(
        @"^[a-z0-9]+(-[a-z0-9]+)*\z",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking
    )]
    private static partial Regex Kebab { get; }
}
