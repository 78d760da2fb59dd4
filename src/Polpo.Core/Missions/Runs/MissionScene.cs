using Microsoft.EntityFrameworkCore;
using Polpo.Core.Missions.Documents;
using Polpo.Core.Missions.Rules;
using Polpo.Core.Workspaces;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage;
using TaskStatus = Polpo.Core.Tasks.TaskStatus;

namespace Polpo.Core.Missions.Runs;

/// <summary>All that a run's next step looks at, read in one go.</summary>
internal sealed record MissionScene(
    Mission Mission,
    MissionRun Run,
    Workspace Workspace,
    MissionDocument Document,
    IReadOnlyList<TaskRow> Tasks
)
{
    public static async Task<MissionScene?> ReadAsync(
        PolpoDb db,
        Id<MissionRun> id,
        StoredMissions stored,
        CancellationToken cancellationToken
    )
    {
        var run = await db.Set<MissionRun>()
            .AsNoTracking()
            .SingleOrDefaultAsync(row => row.Id == id, cancellationToken);
        if (run is null)
            return null;
        var mission = await db.Set<Mission>()
            .AsNoTracking()
            .SingleAsync(row => row.Id == run.Mission, cancellationToken);
        var workspace = await db.Set<Workspace>()
            .AsNoTracking()
            .SingleAsync(row => row.Id == run.Workspace, cancellationToken);
        var tasks = await TaskRow.ReadAsync(db, id, cancellationToken);
        return new MissionScene(mission, run, workspace, stored.Of(mission), tasks);
    }

    public IReadOnlyCollection<TaskNow> Now =>
        [
            .. Tasks.Select(task => new TaskNow(
                task.Title,
                task.Status,
                task.Score,
                task.Priority,
                task.Attempts > 0,
                task.Resolutions
            )),
        ];
}

/// <summary>What is looked at of each task: never its texts.</summary>
internal sealed record TaskRow(
    string Id,
    string Title,
    TaskStatus Status,
    decimal? Score,
    double Priority,
    int Version,
    int Attempts,
    int Resolutions
)
{
    public static async Task<IReadOnlyList<TaskRow>> ReadAsync(
        PolpoDb db,
        Id<MissionRun> run,
        CancellationToken cancellationToken
    )
    {
        var rows = await db.TasksOf(run)
            .AsNoTracking()
            .OrderBy(task => task.Id)
            .Select(task => new
            {
                task.Id,
                task.Title,
                task.Status,
                task.Score,
                task.Priority,
                task.Version,
                task.Attempts,
                task.ResolutionAttempts,
            })
            .ToListAsync(cancellationToken);
        return
        [
            .. rows.Select(row => new TaskRow(
                row.Id,
                row.Title,
                row.Status,
                row.Score,
                row.Priority,
                row.Version,
                row.Attempts,
                row.ResolutionAttempts
            )),
        ];
    }
}
