using System.Text.Json;
using Polpo.Engine.Kernel;

namespace Polpo.Core.Agents.Files.Spelling;

/// <summary>The fields of a <c>.polpo</c> folder that nobody reads, in the order of the files.</summary>
/// <param name="settings">The fields of <c>settings</c> that other features read.</param>
internal sealed class UnknownFields(RosterFiles files, IReadOnlyCollection<string> settings)
{
    public IEnumerable<FieldWarning> Find() =>
        files
            .Entries.SelectMany(Agent)
            .Concat(
                files.Teams is { } teams
                    ? teams.Root.Items.SelectMany((team, index) => In(teams, team, $"teams[{index}]", KnownNames.Team))
                    : []
            )
            .Concat(files.Project is { } project ? Project(project) : []);

    private static IEnumerable<FieldWarning> Agent(RosterEntry entry)
    {
        if (entry.File is not { } file || entry.Part is not { } agent)
            return [];
        var wrapped = entry.Item is { } item && item != agent;
        var found = In(
            file,
            agent,
            entry.Path,
            wrapped || entry.Item is null ? KnownNames.Agent : [.. KnownNames.Agent, "teamName"]
        );
        if (wrapped)
            found = In(file, entry.Item!, entry.Path, KnownNames.Entry).Concat(found);
        return agent["identity"] is { } identity
            ? found.Concat(In(file, identity, $"{entry.Path}.identity", KnownNames.Identity))
            : found;
    }

    private IEnumerable<FieldWarning> Project(JsonText file)
    {
        var found = In(file, file.Root, "", KnownNames.Project);
        if (file.Root["settings"] is { } part)
        {
            found = found.Concat(In(file, part, "settings", [.. KnownNames.Settings, .. settings]));
            if (part["limits"] is { } limits)
                found = found.Concat(In(file, limits, "settings.limits", KnownNames.Limits));
        }
        return found.Concat(
            files
                .ProjectTeams()
                .SelectMany(team => In(file, team.Team.Source, team.Path, [.. KnownNames.Team, "agents"]))
        );
    }

    private static IEnumerable<FieldWarning> In(JsonText file, JsonPart part, string path, string[] known) =>
        part.Kind != JsonTokenType.StartObject
            ? []
            : part
                .Members.Where(member => !known.Contains(member.Name))
                .Select(member => new FieldWarning(
                    file.Name,
                    file.LineOf(member.Start),
                    path.Length == 0 ? member.Name : $"{path}.{member.Name}",
                    Nearest.Of(member.Name, known)
                ));
}
