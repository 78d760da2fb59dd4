using System.Text.Json.Nodes;
using Polpo.Core.Missions.Documents;
using Polpo.Core.Playbooks.Documents;

namespace Polpo.Core.Playbooks.Filling;

/// <summary>A value for every parameter that has one: given, or by default.</summary>
/// <param name="Given">As the mission says afterwards from what it was made: <c>area=web, strict=true</c>.</param>
internal sealed record PlaybookValues(
    IReadOnlyDictionary<string, JsonValue> All,
    string Given,
    IReadOnlyList<string> Warnings
)
{
    private const int LongestShown = 120;

    public static PlaybookValues Of(
        Playbook playbook,
        JsonObject given,
        MissionProblems problems,
        Agents.Files.JsonPart at
    )
    {
        var values = new Dictionary<string, JsonValue>(StringComparer.Ordinal);
        foreach (var parameter in playbook.Parameters)
        {
            if (given[parameter.Name] is { } written)
            {
                var (value, wrong) = parameter.Read(written);
                if (value is not null)
                    values[parameter.Name] = value;
                else
                    problems.Add(at, $"parameters.{parameter.Name}", wrong);
            }
            else if (parameter.Default is { } otherwise)
                values[parameter.Name] = otherwise;
            else if (parameter.Required)
                problems.Add(
                    at,
                    $"parameters.{parameter.Name}",
                    $"is missing. Give it a value: -p {parameter.Name}=…{(parameter.Description is { } said ? $" ({said})" : "")}"
                );
        }
        return new PlaybookValues(values, Shown(given), Unknown(playbook, given));
    }

    /// <summary>Something for each, to see whether the playbook could ever be run.</summary>
    public static PlaybookValues Samples(Playbook playbook) =>
        new(playbook.Parameters.ToDictionary(one => one.Name, one => one.Sample(), StringComparer.Ordinal), "", []);

    private static IReadOnlyList<string> Unknown(Playbook playbook, JsonObject given) =>
        [
            .. given
                .Select(one => one.Key)
                .Where(name => playbook.Parameters.All(one => one.Name != name))
                .Select(name =>
                    $"The playbook has no parameter \"{name}\"; it is left out. {(playbook.Parameters.Count == 0 ? "It has none." : $"It has {string.Join(", ", playbook.Parameters.Select(one => one.Name))}.")}"
                ),
        ];

    private static string Shown(JsonObject given) =>
        string.Join(
            ", ",
            given.Select(one =>
                one.Value is JsonValue value && Parameter.Written(value) is var text
                    ? $"{one.Key}={(text.Length > LongestShown ? text[..LongestShown] + "…" : text)}"
                    : one.Key
            )
        );
}
