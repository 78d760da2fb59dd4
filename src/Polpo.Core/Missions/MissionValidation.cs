using System.Text;
using Polpo.Core.Missions.Documents;
using Polpo.Core.Missions.Rules;
using Polpo.Core.Workspaces;
using Polpo.Engine.Kernel;

namespace Polpo.Core.Missions;

/// <summary>What a document would be as a mission.</summary>
/// <param name="Order">The titles in the order in which they may start; empty when something is wrong.</param>
/// <param name="More">Problems that are not listed, for there are too many.</param>
/// <param name="Notes">What is no mistake, and yet without effect.</param>
public sealed record CheckedMission(
    string? Name,
    IReadOnlyList<string> Order,
    IReadOnlyList<MissionProblem> Problems,
    int More,
    IReadOnlyList<MissionProblem> Notes
);

/// <summary>Looks at a mission document and stores nothing.</summary>
public sealed class MissionValidation
{
    private readonly MissionDesk _desk;

    internal MissionValidation(MissionDesk desk) => _desk = desk;

    /// <param name="file">How messages call the text; empty for one that is no file.</param>
    /// <param name="name">The mission's name when the document has none.</param>
    /// <exception cref="RefusedException">The text is no JSON object.</exception>
    public CheckedMission Check(Workspace workspace, string text, string file, string? name)
    {
        var written = MissionText.Of(file, Encoding.UTF8.GetBytes(text));
        var (document, problems) = _desk.Read(workspace, written, file, name);
        return new CheckedMission(
            document?.Name,
            document is null ? [] : [.. MissionGraph.Of(document).Order().Select(task => task.Title)],
            problems.Found,
            problems.Left,
            problems.Notes
        );
    }
}
