using System.Text.Json.Nodes;
using Polpo.Client;
using Polpo.Core.Playbooks;
using Polpo.Core.Playbooks.Documents;
using Polpo.Core.Playbooks.Filling;
using Polpo.Server.Missions;

namespace Polpo.Server.Playbooks;

internal static class PlaybookViews
{
    public static PlaybookView View(this ListedPlaybook listed) =>
        listed.Playbook is { } playbook
            ? Short(playbook)
            : new PlaybookView
            {
                Name = listed.Name,
                File = listed.File,
                Home = Word(listed.Home),
                Problem = listed.Problem,
            };

    public static PlaybookView View(this Playbook playbook) =>
        Short(playbook) with
        {
            Mission = playbook.Mission,
            Document = JsonNode.Parse(playbook.Text),
        };

    public static PlaybookCheckView View(this FilledPlaybook filled) =>
        new(
            filled.IsValid,
            filled.Name,
            filled.Mission,
            filled.Order,
            [.. filled.Problems.Select(MissionViews.View)],
            filled.More,
            filled.Warnings
        );

    private static PlaybookView Short(Playbook playbook) =>
        new()
        {
            Name = playbook.Name,
            File = playbook.File,
            Home = Word(playbook.Home),
            Description = playbook.Description,
            Version = playbook.Version,
            Author = playbook.Author,
            Tags = playbook.Tags,
            Parameters = [.. playbook.Parameters.Select(View)],
        };

    private static PlaybookParameterView View(Parameter parameter) =>
        new(
            parameter.Name,
            parameter.Description,
            parameter.Type.Word(),
            parameter.Required,
            parameter.Default,
            parameter.Choices
        );

    private static string Word(PlaybookHome home) => home.ToString().ToLowerInvariant();
}
