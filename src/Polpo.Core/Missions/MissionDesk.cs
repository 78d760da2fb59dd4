using System.Text;
using Polpo.Core.Agents;
using Polpo.Core.Missions.Documents;
using Polpo.Core.Models;
using Polpo.Core.Tools;
using Polpo.Core.Workspaces;
using Polpo.Engine.Kernel;

namespace Polpo.Core.Missions;

/// <summary>Where a mission document is looked at with all that its workspace has: agents, tools, models.</summary>
internal sealed class MissionDesk(AgentRoster rosters, ToolRegistry tools, IModels models)
{
    /// <param name="file">How messages call the text; empty for one that is no file.</param>
    /// <param name="name">The mission's name when the document has none.</param>
    public MissionReading Read(Workspace workspace, MissionText text, string file, string? name)
    {
        var files = rosters.Files(workspace.RepositoryPath);
        var reading = MissionReader.Read(text, file, name, new MissionWorkplace(files.Roster, files.Entries));
        if (reading.Document is not { } document)
            return reading;
        foreach (var (path, check) in Checks(document, workspace))
            Try(reading.Problems, text, path, check);
        return reading.Problems.Any ? reading with { Document = null } : reading;
    }

    /// <summary>The document of a mission, looked at once more: agents and settings may have changed.</summary>
    /// <exception cref="RefusedException">It has mistakes by now; all named.</exception>
    public MissionDocument Stored(Workspace workspace, Mission mission) =>
        Read(workspace, MissionText.Of("", Encoding.UTF8.GetBytes(mission.Document)), "", mission.Name).OrRefuse();

    /// <summary>What only the installation can tell; each name is looked up once.</summary>
    private IEnumerable<(string Path, Action Check)> Checks(MissionDocument document, Workspace workspace)
    {
        var asked = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (task, index) in document.Tasks.Select((task, index) => (task, index)))
        {
            if (task.Model is { } model && asked.Add(model))
                yield return ($"tasks[{index}].model", () => models.Resolve(workspace.RepositoryPath, model));
            if (task.RetryPolicy?.EscalateModel is { } escalated && asked.Add(escalated))
                yield return (
                    $"tasks[{index}].retryPolicy.escalateModel",
                    () => models.Resolve(workspace.RepositoryPath, escalated)
                );
        }
        foreach (var (agent, index) in document.Team.Select((agent, index) => (agent, index)))
        {
            if (agent.Model is { } model && asked.Add(model))
                yield return ($"team[{index}].model", () => models.Resolve(workspace.RepositoryPath, model));
            yield return ($"team[{index}].allowedTools", () => tools.Granted(agent.AllowedTools));
        }
    }

    private static void Try(MissionProblems problems, MissionText text, string path, Action check)
    {
        try
        {
            check();
        }
        catch (RefusedException refused)
        {
            problems.Add(
                MissionPlaces.Find(text.Body, path),
                text.BodyPath.Length == 0 ? path : $"{text.BodyPath}.{path}",
                refused.Message
            );
        }
    }
}
