using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Polpo.Core.Agents.Files;
using Polpo.Core.Missions;
using Polpo.Core.Missions.Documents;
using Polpo.Core.Missions.Rules;
using Polpo.Core.Playbooks.Documents;
using Polpo.Core.Workspaces;
using Polpo.Engine.Kernel;

namespace Polpo.Core.Playbooks.Filling;

/// <summary>Where a playbook is looked at with all that its workspace has.</summary>
internal sealed class PlaybookDesk(MissionDesk missions)
{
    private static readonly JsonSerializerOptions Readable = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static string Written(JsonObject mission) => mission.ToJsonString(Readable);

    /// <param name="given">Null: nobody gave values yet, so that only what is wrong with any values is told.</param>
    public FilledPlaybook Fill(Workspace workspace, PlaybookReading reading, JsonObject? given)
    {
        if (reading is not { Playbook: { } playbook, Source: { } source })
            return Wrong(reading.Problems, reading.Warnings);
        var problems = reading.Problems;
        var values = given is null ? PlaybookValues.Samples(playbook) : PlaybookValues.Of(playbook, given, problems);
        string[] warnings = [.. reading.Warnings, .. values.Warnings];
        if (problems.Any)
            return Wrong(problems, warnings);
        var mission = new MissionFilling(values.All, Listed(playbook), problems).Fill(source);
        if (problems.Any)
            return Wrong(problems, warnings);
        Sign(mission, playbook, values);
        var document = Checked(workspace, mission, playbook, source, problems, isSample: given is null);
        return problems.Any
            ? Wrong(problems, warnings) with
            {
                Mission = mission,
            }
            : new FilledPlaybook(
                document?.Name ?? playbook.Name,
                mission,
                document is null ? [] : [.. MissionGraph.Of(document).Order().Select(task => task.Title)],
                [],
                0,
                warnings
            );
    }

    private MissionDocument? Checked(
        Workspace workspace,
        JsonObject mission,
        Playbook playbook,
        JsonPart source,
        MissionProblems problems,
        bool isSample
    )
    {
        var bytes = Encoding.UTF8.GetBytes(Written(mission));
        var read = missions.Read(workspace, MissionText.Of("", bytes), "", playbook.Name);
        foreach (var found in read.Problems.Found)
        {
            // The shape is the same, so the path is.
            var place = MissionPlaces.Find(source, found.Path);
            var parameters = Parameters(place);
            // A sample says nothing about the value that will stand there.
            if (isSample && parameters.Count > 0)
                continue;
            var hint =
                parameters.Count == 0
                    ? ""
                    : $" It is made of the parameter{(parameters.Count == 1 ? "" : "s")} {string.Join(", ", parameters)}.";
            problems.Add(place, found.Path.Length == 0 ? "mission" : $"mission.{found.Path}", found.Message + hint);
        }
        return read.Document;
    }

    /// <summary>The parameters that the value there is made of: those of its own text, else of the texts that it holds itself.</summary>
    private static IReadOnlyList<string> Parameters(JsonPart part) =>
        [
            .. part
                .Items.Concat(part.Members.Select(member => member.Value))
                .Prepend(part)
                .Where(one => one.Kind == JsonTokenType.String)
                .SelectMany(one => Placeholders.In(one.Text))
                .Distinct(StringComparer.Ordinal),
        ];

    /// <summary>The mission tells from what it was made.</summary>
    private static void Sign(JsonObject mission, Playbook playbook, PlaybookValues values) =>
        mission["prompt"] =
            values.Given.Length == 0 ? $"playbook:{playbook.Name}" : $"playbook:{playbook.Name} ({values.Given})";

    private static HashSet<string> Listed(Playbook playbook) =>
        playbook
            .Parameters.Where(one => one.Choices is not null || one.Type != ParameterType.Text)
            .Select(one => one.Name)
            .ToHashSet(StringComparer.Ordinal);

    private static FilledPlaybook Wrong(MissionProblems problems, IReadOnlyList<string> warnings) =>
        new(null, null, [], problems.Found, problems.Left, warnings);
}
