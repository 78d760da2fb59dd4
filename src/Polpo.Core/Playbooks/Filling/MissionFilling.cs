using System.Text.Json;
using System.Text.Json.Nodes;
using Polpo.Core.Agents.Files;
using Polpo.Core.Missions.Documents;
using Polpo.Core.Playbooks.Documents;
using Polpo.Engine.Kernel;

namespace Polpo.Core.Playbooks.Filling;

/// <summary>
/// Puts values into the parsed tree of a mission: a value replaces a leaf or a part of one, so whatever it holds, it cannot change the shape.
/// A text that is one placeholder takes the value with its type.
/// </summary>
internal sealed class MissionFilling(
    IReadOnlyDictionary<string, JsonValue> values,
    IReadOnlySet<string> listed,
    MissionProblems problems
)
{
    /// <summary>A small playbook must not become a mission that fills the memory.</summary>
    private const int LargestResult = MissionText.MaxBytes / 2;

    private long _size;

    /// <exception cref="RefusedException">The mission would be too large.</exception>
    public JsonObject Fill(JsonPart mission) => Fill(mission, "mission", "")!.AsObject();

    private JsonNode? Fill(JsonPart part, string path, string name) =>
        part.Kind switch
        {
            JsonTokenType.StartObject => new JsonObject(
                part.Members.Select(member =>
                    KeyValuePair.Create(member.Name, Fill(member.Value, $"{path}.{member.Name}", member.Name))
                )
            ),
            JsonTokenType.StartArray => new JsonArray([
                .. part.Items.Select((item, index) => Fill(item, $"{path}[{index}]", name)),
            ]),
            JsonTokenType.String => Text(part, path, name),
            _ => JsonNode.Parse(part.Raw),
        };

    private JsonValue Text(JsonPart part, string path, string name)
    {
        if (Placeholders.Whole(part.Text) is { } whole)
            return Counted(values[whole].DeepClone().AsValue());
        return Counted(
            JsonValue.Create(
                Placeholders.Fill(
                    part.Text,
                    parameter =>
                    {
                        var value = Parameter.Written(values[parameter]);
                        // Values that the playbook lists itself were written by its author.
                        if (!listed.Contains(parameter) && Programs.Refuse(name, value) is { } why)
                            problems.Add(part, path, $"would hold the parameter \"{parameter}\", whose value {why}");
                        _size += value.Length;
                        return _size > LargestResult ? throw TooLarge() : value;
                    }
                )
            )
        );
    }

    private JsonValue Counted(JsonValue value)
    {
        _size += value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>().Length : 0;
        return _size > LargestResult ? throw TooLarge() : value;
    }

    private static RefusedException TooLarge() =>
        new(
            Refusal.OverLimit,
            $"With these values the mission would be larger than {LargestResult / 1024 / 1024} MB. Put long texts into files of the repository."
        );
}
