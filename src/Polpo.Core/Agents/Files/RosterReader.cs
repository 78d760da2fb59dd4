using System.Globalization;
using System.Text.Json;
using Polpo.Core.Agents.Files.Spelling;
using Polpo.Core.Environments;
using Polpo.Core.Models;
using Polpo.Core.Sandboxes;

namespace Polpo.Core.Agents.Files;

/// <summary>Puts the roster together, when <see cref="RosterRules"/> has looked at what concerns several agents.</summary>
internal sealed class RosterReader(RosterFiles files)
{
    public Roster Read()
    {
        var agents = files.Entries.Select(entry => entry.Agent).ToList();
        RosterRules.Check(files.Entries);
        return new Roster(ReadTeams(agents), agents, ReadSettings());
    }

    private List<Team> ReadTeams(List<AgentConfig> agents)
    {
        var teams = files.Teams is { } file
            ?
            [
                .. file.Root.Items.Select(
                    (item, index) => (Fields: JsonFields.Of(file, item, $"teams[{index}]"), File: file)
                ),
            ]
            : files.ProjectTeams().Select(team => (Fields: team.Team, File: files.Project!)).ToList();
        var found = new List<Team>();
        foreach (var (fields, source) in teams)
        {
            var name = fields.Required("name");
            if (found.Exists(team => team.Name == name))
                throw source.Refuse(
                    fields.Source,
                    $"{fields.Path("name")}: there are two teams \"{name}\". Rename one."
                );
            found.Add(new Team(name, fields.String("description")));
        }
        // A team that only an agent names is a team.
        foreach (
            var name in agents
                .Select(agent => agent.TeamName)
                .Where(name => !found.Exists(team => team.Name == name))
                .Distinct()
                .ToList()
        )
            found.Add(new Team(name, null));
        if (found.Count == 0)
            found.Add(new Team(RosterFiles.DefaultTeam, null));
        return found;
    }

    private static EnvironmentSpec ReadEnvironment(JsonText file, JsonFields project, string? setup) =>
        project.Object("environment") is { } environment
            ? EnvironmentFields.Read(file, environment, setup)
            : new EnvironmentSpec { Setup = setup };

    private RosterSettings ReadSettings()
    {
        if (files.Project is not { } file)
            return new RosterSettings();
        var project = JsonFields.Of(file, file.Root, "");
        if (project.Object("settings") is not { } settings)
            return new RosterSettings { Environment = ReadEnvironment(file, project, null) };
        Restrictions.RequireSpelledInSettings(settings);
        return new RosterSettings
        {
            Fields = settings,
            Model = settings.String("model"),
            Reasoning = settings.Choice<Reasoning>("reasoning"),
            MaxRetries = (int?)settings.Whole("maxRetries", least: 0),
            MaxFixAttempts = (int?)settings.Whole("maxFixAttempts", least: 0),
            MaxResolutionAttempts = (int?)settings.Whole("maxResolutionAttempts", least: 0),
            MaxConcurrency = (int?)settings.Whole("maxConcurrency", least: 1),
            TaskTimeout = settings.Whole("taskTimeout", least: 1) is { } milliseconds
                ? TimeSpan.FromMilliseconds(milliseconds)
                : null,
            EnableVolatileTeams = settings.Bool("enableVolatileTeams") ?? true,
            VolatileCleanup = Cleanup(settings),
            DefaultQualityThreshold = Threshold(settings),
            AllowedHosts = settings.Hosts("allowedHosts") ?? [],
            DeniedHosts = settings.Hosts("deniedHosts") ?? [],
            Environment = ReadEnvironment(file, project, settings.String("setup")),
            Limits = settings.Object("limits") is { } limits ? LimitFields.Read(limits) : SandboxLimits.None,
        };
    }

    private static VolatileCleanup Cleanup(JsonFields settings) =>
        settings.String("volatileCleanup") switch
        {
            null or "on_complete" => VolatileCleanup.OnComplete,
            "manual" => VolatileCleanup.Manual,
            _ => throw settings.Wrong(
                settings.Source["volatileCleanup"]!,
                settings.Path("volatileCleanup"),
                "on_complete or manual"
            ),
        };

    private static decimal? Threshold(JsonFields settings)
    {
        if (settings.Source["defaultQualityThreshold"] is not { } part)
            return null;
        return
            part.Kind == JsonTokenType.Number
            && decimal.TryParse(part.Raw, NumberStyles.Float, CultureInfo.InvariantCulture, out var threshold)
            && threshold is >= 1 and <= 5
            ? threshold
            : throw settings.Wrong(part, settings.Path("defaultQualityThreshold"), "a number between 1 and 5");
    }
}
