using System.Text;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Polpo.Core.Identity;
using Polpo.Core.Missions.Documents;
using Polpo.Core.Missions.Rules;
using Polpo.Core.Missions.Runs;
using Polpo.Core.Missions.Times;
using Polpo.Core.Tasks;
using Polpo.Core.Workspaces;
using Polpo.Engine.Journal;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage;
using TaskStatus = Polpo.Core.Tasks.TaskStatus;

namespace Polpo.Core.Missions.Edits;

/// <summary>Edits a mission, also while it runs: what has not begun is made anew from the document, what has begun stays as it is.</summary>
public sealed class MissionEditing
{
    private const int LargestFact = 12 * 1024;

    private readonly IDatabase _database;
    private readonly MissionQueries _queries;
    private readonly WorkspaceQueries _workspaces;
    private readonly MissionDesk _desk;
    private readonly MissionTimes _times;

    internal MissionEditing(
        IDatabase database,
        MissionQueries queries,
        WorkspaceQueries workspaces,
        MissionDesk desk,
        MissionTimes times
    ) => (_database, _queries, _workspaces, _desk, _times) = (database, queries, workspaces, desk, times);

    /// <summary>All of the edits or none.</summary>
    /// <exception cref="RefusedException">An edit is wrong, the document would be, or a task that has begun would change.</exception>
    public async Task<Mission> EditAsync(
        Id<Mission> id,
        IReadOnlyList<JsonObject> edits,
        Caller caller,
        CancellationToken cancellationToken
    )
    {
        var seen = await _queries.GetAsync(id, caller, cancellationToken);
        var home = await _workspaces.GetAsync(seen.Workspace, caller, cancellationToken);
        var old = MissionText.Of("", Encoding.UTF8.GetBytes(seen.Document));
        var (bytes, said) = MissionEdits.Apply(old, edits);
        var text = MissionText.Of("", bytes);
        var document = _desk.Read(home, text, "", seen.Name).OrRefuse();
        return await _database.WriteAsync(
            seen.Workspace,
            async work =>
            {
                var mission = await work.MissionAsync(id, cancellationToken);
                if (mission.Version != seen.Version)
                    throw new RefusedException(
                        Refusal.Conflict,
                        $"Mission \"{mission.Name}\" has changed at this moment. Look at it, and try again."
                    );
                if (mission.Status.Runs())
                    await MakeAnewAsync(work, mission, old, text, caller, cancellationToken);
                var before = MissionReader.Stored(mission.Document, mission.Name);
                await _times.SetAsync(work, mission, before, document, caller, cancellationToken);
                (mission.Document, mission.UpdatedAt) = (Encoding.UTF8.GetString(bytes), work.Now);
                mission.Version++;
                work.Append(mission.Id, caller.Actor, new MissionChanged(FactText.Some(said, LargestFact)));
                return mission;
            },
            cancellationToken
        );
    }

    /// <summary>Drafts go, and come again from the new document with the driver's next step.</summary>
    private static async Task MakeAnewAsync(
        Work work,
        Mission mission,
        MissionText old,
        MissionText text,
        Caller caller,
        CancellationToken cancellationToken
    )
    {
        var run = await work.RunAsync(mission.Run!.Value, cancellationToken); // it runs
        var tasks = await work.Db.TasksOf(run.Id).ToListAsync(cancellationToken);
        var (before, after) = (ByTitle(old), ByTitle(text));
        foreach (var begun in tasks.Where(task => task.Status != TaskStatus.Draft))
        {
            if (!JsonNode.DeepEquals(before.GetValueOrDefault(begun.Title), after.GetValueOrDefault(begun.Title)))
                throw new RefusedException(
                    Refusal.Conflict,
                    $"Task \"{begun.Title}\" has begun ({begun.Status.Word()}); it can be neither changed nor removed."
                );
        }
        if (!JsonNode.DeepEquals(Team(old), Team(text)))
            // The driver brings those that are new; whom it has brought it lets go of at the end.
            run.State = run.State with
            {
                Brought = null,
                Kept = [.. run.State.Kept.Union(run.State.Brought ?? [])],
            };
        // A task that is made anew depends again on all that it names.
        run.State = run.State with
        {
            Absorbed = new Dictionary<string, IReadOnlyList<string>>(),
        };
        foreach (var draft in tasks.Where(task => task.Status == TaskStatus.Draft))
        {
            work.Append(draft.Id, caller.Actor, new TaskDeleted(draft.Title));
            work.Db.Remove(draft);
        }
        run.Version++;
        work.Wake(MissionWork.WakeOf(run));
    }

    private static Dictionary<string, JsonNode?> ByTitle(MissionText text) =>
        (JsonNode.Parse(text.Body.Raw)!["tasks"] as JsonArray ?? []).ToDictionary(
            task => task!["title"]!.ToString(), // read before
            task => task,
            StringComparer.Ordinal
        );

    private static JsonNode? Team(MissionText text) => JsonNode.Parse(text.Body.Raw)!["team"];
}
