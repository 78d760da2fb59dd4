using System.Text.Json;
using System.Text.Json.Nodes;
using Polpo.Core.Agents.Files;
using Polpo.Core.Missions.Documents;

namespace Polpo.Core.Playbooks.Documents;

/// <summary>Reads the <c>parameters</c> of a playbook, and notes what is wrong with each.</summary>
internal sealed class ParameterReader(MissionFields body, MissionProblems problems)
{
    private const int Most = 100;
    private const int MostChoices = 1_000;

    private static readonly MissionNames Names = new(
        "a parameter",
        ["name", "description", "type", "required", "default", "enum"],
        []
    );

    public IReadOnlyList<Parameter> Read()
    {
        var items = body.Items("parameters");
        if (items.Count > Most)
            body.Note("parameters", $"has {items.Count} entries; at most {Most} are read.");
        if (items.Count is 0 or > Most)
            return [];
        var read = body.Objects("parameters").Select(fields => (fields, parameter: Parameter(fields))).ToList();
        foreach (var twin in read.GroupBy(one => one.parameter.Name).SelectMany(group => group.Skip(1)))
            twin.fields.Note("name", $"is \"{twin.parameter.Name}\", as another parameter is called. Rename one.");
        return [.. read.Select(one => one.parameter)];
    }

    private Parameter Parameter(MissionFields fields)
    {
        fields.Know(Names);
        var name = fields.Required("name");
        if (name.Length > 0 && !Placeholders.IsName(name))
            fields.Note(
                "name",
                "must have at most 64 letters of a to z, digits, dashes and underscores, and begin with a letter or an underscore."
            );
        var bare = new Parameter(name, fields.Text("description"), Type(fields), fields.Flag("required"), null, null);
        var choices = Choices(fields, bare);
        return bare with { Choices = choices, Default = Default(fields, bare with { Choices = choices }) };
    }

    private static ParameterType Type(MissionFields fields)
    {
        var word = fields.Text("type") ?? ParameterWords.All[0];
        var found = Array.IndexOf(ParameterWords.All, word);
        if (found < 0)
            fields.Note("type", $"is \"{word}\"; it must be one of {string.Join(", ", ParameterWords.All)}.");
        return (ParameterType)Math.Max(found, 0);
    }

    private List<JsonValue>? Choices(MissionFields fields, Parameter bare)
    {
        var items = fields.Items("enum");
        if (fields["enum"] is not { Kind: JsonTokenType.StartArray })
            return null;
        if (items.Count is 0 or > MostChoices)
            fields.Note("enum", $"has {items.Count} values; give 1 to {MostChoices}, or leave it out.");
        var choices = new List<JsonValue>();
        foreach (var (part, path) in items.Take(MostChoices))
        {
            var (value, wrong) = bare.Read(Node(part));
            if (value is not null)
                choices.Add(value);
            else
                problems.Add(part, path, wrong);
        }
        return choices.Count > 0 ? choices : null;
    }

    private static JsonValue? Default(MissionFields fields, Parameter parameter)
    {
        if (fields["default"] is not { } part)
            return null;
        var (value, wrong) = parameter.Read(Node(part));
        if (value is null)
            fields.Note("default", wrong);
        return value;
    }

    private static JsonNode? Node(JsonPart part) => JsonNode.Parse(part.Raw);
}
