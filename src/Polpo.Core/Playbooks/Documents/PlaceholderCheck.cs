using System.Text.Json;
using Polpo.Core.Agents.Files;
using Polpo.Core.Missions.Documents;

namespace Polpo.Core.Playbooks.Documents;

/// <summary>Finds placeholders that nothing could fill.</summary>
internal sealed class PlaceholderCheck(IReadOnlyList<Parameter> parameters, MissionProblems problems)
{
    private readonly HashSet<string> _used = new(StringComparer.Ordinal);

    /// <summary>The parameters that the mission uses.</summary>
    public IReadOnlySet<string> Used(JsonPart mission)
    {
        Look(mission, "mission");
        return _used;
    }

    private void Look(JsonPart part, string path)
    {
        if (part.Kind == JsonTokenType.String)
            foreach (var name in Placeholders.In(part.Text).Distinct(StringComparer.Ordinal))
                Look(part, path, name);
        foreach (var member in part.Members)
        {
            if (Placeholders.In(member.Name).Any())
                problems.Add(
                    member.Value,
                    path,
                    $"has a placeholder in the name of \"{member.Name}\". Only values are filled in: write the name out."
                );
            Look(member.Value, $"{path}.{member.Name}");
        }
        foreach (var (item, index) in part.Items.Select((item, index) => (item, index)))
            Look(item, $"{path}[{index}]");
    }

    private void Look(JsonPart part, string path, string name)
    {
        _used.Add(name);
        if (parameters.FirstOrDefault(one => one.Name == name) is not { } parameter)
            problems.Add(
                part,
                path,
                $"uses {{{{{name}}}}}, but there is no parameter \"{name}\"{Known}. Add it to parameters, or correct the name."
            );
        else if (parameter is { Required: false, Default: null })
            problems.Add(
                part,
                path,
                $"uses {{{{{name}}}}}, but the parameter \"{name}\" may be left out and has no default. Give it one, or make it required."
            );
    }

    private string Known =>
        parameters.Count == 0 ? "" : $" (there are {string.Join(", ", parameters.Take(20).Select(one => one.Name))})";
}
