using System.Text.Json.Nodes;
using Polpo.Core.Missions.Documents;
using Polpo.Core.Playbooks.Documents;
using Polpo.Engine.Kernel;

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

    public static PlaybookValues Of(Playbook playbook, JsonObject given, MissionProblems problems)
    {
        var names = playbook.Parameters.Select(one => one.Name).ToList();
        foreach (var (name, meant) in Misspelt(names, given))
            problems.AddGiven($"parameters.{name}", $"is no parameter of the playbook. Did you mean \"{meant}\"?");
        var values = new Dictionary<string, JsonValue>(StringComparer.Ordinal);
        foreach (var parameter in playbook.Parameters)
        {
            if (given[parameter.Name] is { } written)
            {
                var (value, wrong) = parameter.Read(written);
                if (value is not null)
                    values[parameter.Name] = value;
                else
                    problems.AddGiven($"parameters.{parameter.Name}", wrong);
            }
            else if (parameter.Default is { } otherwise)
                values[parameter.Name] = otherwise;
            else if (parameter.Required)
                problems.AddGiven(
                    $"parameters.{parameter.Name}",
                    $"is missing. Give it a value: -p {parameter.Name}=…{(parameter.Description is { } said ? $" ({said})" : "")}"
                );
        }
        return new PlaybookValues(values, Shown(given.Where(one => names.Contains(one.Key))), Unknown(names, given));
    }

    /// <summary>Something for each, to see whether the playbook could ever be run.</summary>
    public static PlaybookValues Samples(Playbook playbook) =>
        new(playbook.Parameters.ToDictionary(one => one.Name, one => one.Sample(), StringComparer.Ordinal), "", []);

    /// <summary>Values for a parameter that was given none, under a name that resembles it.</summary>
    private static IEnumerable<(string Name, string Meant)> Misspelt(List<string> names, JsonObject given)
    {
        var open = names.Where(name => !given.ContainsKey(name)).ToList();
        foreach (var name in given.Select(one => one.Key).Where(name => !names.Contains(name)))
        {
            if (Nearest.Of(name, open, least: 1) is { } meant)
                yield return (name, meant);
        }
    }

    private static IReadOnlyList<string> Unknown(List<string> names, JsonObject given) =>
        [
            .. given
                .Select(one => one.Key)
                .Where(name => !names.Contains(name))
                .Select(name =>
                    $"The playbook has no parameter \"{name}\"; it is left out. {(names.Count == 0 ? "It has none." : $"It has {string.Join(", ", names)}.")}"
                ),
        ];

    private static string Shown(IEnumerable<KeyValuePair<string, JsonNode?>> given) =>
        string.Join(
            ", ",
            given.Select(one =>
                one.Value is JsonValue value && Parameter.Written(value) is var text
                    ? $"{one.Key}={(text.Length > LongestShown ? text[..LongestShown] + "…" : text)}"
                    : one.Key
            )
        );
}
