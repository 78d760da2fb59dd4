using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Polpo.Core.Approvals.Deadlines;
using Polpo.Core.Approvals.Requests;
using Polpo.Core.Identity;
using Polpo.Core.Missions.Documents;
using Polpo.Core.Missions.Rules;
using Polpo.Core.Missions.Runs;
using Polpo.Core.Receipts;
using Polpo.Core.Tasks;
using Polpo.Core.Workspaces;
using Polpo.Engine.Blobs;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage;

namespace Polpo.Core.Missions;

/// <summary>A mission with its document, its latest run and what became of the tasks of that.</summary>
public sealed record MissionDetails(
    Mission Mission,
    MissionDocument Document,
    MissionRun? Run,
    IReadOnlyList<AgentTask> Tasks
)
{
    /// <summary>What people are asked about the run and its tasks, the oldest first.</summary>
    public IReadOnlyList<Approval> Asks { get; init; } = [];

    // All tasks are asked, one after another: of thousands none may look through all others.
    private readonly Lazy<Dictionary<string, AgentTask>> _open = new(() =>
        Tasks.Where(task => task.Status != Core.Tasks.TaskStatus.Done).ToDictionary(task => task.Id.Text)
    );
    private readonly Lazy<Dictionary<string, MissionHold>> _behind = new(() =>
        Document
            .Holds.Where(hold => Run?.State.Of(hold) != HoldStatus.Open)
            .SelectMany(hold => hold.BlocksTasks.Select(title => (Title: title, Hold: hold)))
            .DistinctBy(blocked => blocked.Title)
            .ToDictionary(blocked => blocked.Title, blocked => blocked.Hold)
    );

    /// <summary>Why a task of the run has not begun, as a sentence; null when it has, or is about to.</summary>
    public string? WhyNot(AgentTask task)
    {
        if (task.Status != Core.Tasks.TaskStatus.Draft || Run is null)
            return null;
        var open = task
            .DependsOn.Select(id => _open.Value.GetValueOrDefault(id))
            .FirstOrDefault(one => one is not null);
        var hold = _behind.Value.GetValueOrDefault(task.Title);
        return open is not null ? $"Waits for \"{open.Title}\"."
            : hold is not null ? $"Waits for {hold.Kind.Word()} \"{hold.Name}\"."
            : Mission.Status == MissionStatus.Paused ? "Waits until the mission is resumed."
            : null;
    }
}

/// <param name="Latest">Its latest run; null: it has never run.</param>
public sealed record ListedMission(Mission Mission, MissionRun? Latest);

/// <summary>What one may see of missions. What the caller may not see does not exist.</summary>
public sealed class MissionQueries
{
    private readonly IDatabase _database;
    private readonly WorkspaceQueries _workspaces;
    private readonly StoredMissions _stored;
    private readonly IBlobs _blobs;

    internal MissionQueries(IDatabase database, WorkspaceQueries workspaces, StoredMissions stored, IBlobs blobs) =>
        (_database, _workspaces, _stored, _blobs) = (database, workspaces, stored, blobs);

    /// <summary>Newest first, older than <paramref name="after"/> when given.</summary>
    public async Task<IReadOnlyList<ListedMission>> ListAsync(
        Id<Workspace> workspace,
        MissionStatus? status,
        Id<Mission>? after,
        int take,
        Caller caller,
        CancellationToken cancellationToken
    )
    {
        await _workspaces.GetAsync(workspace, caller, cancellationToken);
        return await _database.ReadAsync(
            async db =>
            {
                var rows = db.Set<Mission>().Where(row => row.Workspace == workspace);
                if (status is { } only)
                    rows = rows.Where(row => row.Status == only);
                var page = await rows.PageAsync(after, take, cancellationToken);
                return await ListedAsync(db, page, cancellationToken);
            },
            cancellationToken
        );
    }

    public async Task<Mission> GetAsync(Id<Mission> id, Caller caller, CancellationToken cancellationToken)
    {
        var mission = await _database.ReadAsync(
            db => db.Set<Mission>().SingleOrDefaultAsync(row => row.Id == id, cancellationToken),
            cancellationToken
        );
        return mission is not null && await _workspaces.CanSeeAsync(mission.Workspace, caller, cancellationToken)
            ? mission
            : throw new RefusedException(
                Refusal.NotFound,
                $"There is no mission {id}. `polpo mission list` shows those that there are."
            );
    }

    /// <summary>The mission of this name; null when there is none.</summary>
    public async Task<ListedMission?> FindAsync(
        Id<Workspace> workspace,
        string name,
        Caller caller,
        CancellationToken cancellationToken
    )
    {
        await _workspaces.GetAsync(workspace, caller, cancellationToken);
        return await _database.ReadAsync(
            async db =>
            {
                var found = await db.Set<Mission>()
                    .Where(row => row.Workspace == workspace && row.Name == name)
                    .ToListAsync(cancellationToken);
                return (await ListedAsync(db, found, cancellationToken)).SingleOrDefault();
            },
            cancellationToken
        );
    }

    private static async Task<IReadOnlyList<ListedMission>> ListedAsync(
        PolpoDb db,
        IReadOnlyList<Mission> missions,
        CancellationToken cancellationToken
    )
    {
        var runs = missions.Select(mission => mission.Run).OfType<Id<MissionRun>>().ToList();
        var latest = await db.Set<MissionRun>()
            .Where(row => runs.Contains(row.Id))
            .ToDictionaryAsync(row => row.Mission, cancellationToken);
        return [.. missions.Select(mission => new ListedMission(mission, latest.GetValueOrDefault(mission.Id)))];
    }

    public async Task<MissionDetails> DetailsAsync(Id<Mission> id, Caller caller, CancellationToken cancellationToken)
    {
        var mission = await GetAsync(id, caller, cancellationToken);
        return await RunAsync(mission, null, cancellationToken);
    }

    /// <param name="number">From 1; null: the latest.</param>
    public async Task<MissionDetails> RunAsync(
        Id<Mission> id,
        int? number,
        Caller caller,
        CancellationToken cancellationToken
    )
    {
        var mission = await GetAsync(id, caller, cancellationToken);
        if (number is null || mission.Run is null)
            return await RunAsync(mission, null, cancellationToken);
        var run = await _database.ReadAsync(
            db =>
                db.Set<MissionRun>()
                    .SingleOrDefaultAsync(row => row.Mission == id && row.Number == number, cancellationToken),
            cancellationToken
        );
        return run is null
            ? throw new RefusedException(
                Refusal.NotFound,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"Mission \"{mission.Name}\" has no run {number}; it has {mission.ExecutionCount}."
                )
            )
            : await RunAsync(mission, run.Id, cancellationToken);
    }

    public async Task<Receipt> ReceiptAsync(Id<Mission> id, Caller caller, CancellationToken cancellationToken)
    {
        var details = await DetailsAsync(id, caller, cancellationToken);
        return details.Run?.ReceiptBlob is { } blob
            ? ReceiptJson.Read(await _blobs.ReadTextAsync(blob, cancellationToken))
            : throw new RefusedException(
                Refusal.NotFound,
                $"Mission \"{details.Mission.Name}\" is {details.Mission.Status.Word()}; a receipt is made when all of its tasks are done and something was changed."
            );
    }

    /// <summary>In the order of the document; those that it has no longer come last.</summary>
    private static IReadOnlyList<AgentTask> InOrder(MissionDocument document, List<AgentTask> tasks)
    {
        var places = document
            .Tasks.Select((task, place) => (task.Title, place))
            .ToDictionary(task => task.Title, task => task.place, StringComparer.Ordinal);
        return [.. tasks.OrderBy(task => places.GetValueOrDefault(task.Title, int.MaxValue)).ThenBy(task => task.Id)];
    }

    private static Task<List<Approval>> AsksAsync(
        PolpoDb db,
        Mission mission,
        IReadOnlyList<AgentTask> tasks,
        CancellationToken cancellationToken
    )
    {
        List<string> owners =
        [
            mission.Id.Text,
            .. tasks
                .Where(task =>
                    task.Approval is not null || (task.Sla == SlaStatus.Violated && !task.Status.IsTerminal())
                )
                .Select(task => task.Id.Text),
        ];
        return db.Set<Approval>()
            .Where(row => row.Status == ApprovalStatus.Pending && owners.Contains(row.OwnerId))
            .OrderBy(row => row.Id)
            .ToListAsync(cancellationToken);
    }

    /// <param name="seen">As it was when the caller's right to it was looked up: all that is answered is of one later moment.</param>
    /// <param name="id">Null: the latest.</param>
    private Task<MissionDetails> RunAsync(Mission seen, Id<MissionRun>? id, CancellationToken cancellationToken) =>
        _database.ReadAsync(
            async db =>
            {
                var mission =
                    await db.Set<Mission>().SingleOrDefaultAsync(row => row.Id == seen.Id, cancellationToken) ?? seen;
                var document = _stored.Of(mission);
                if ((id ?? mission.Run) is not { } run)
                    return new MissionDetails(mission, document, null, []);
                var tasks = InOrder(document, await db.TasksOf(run).ToListAsync(cancellationToken));
                return new MissionDetails(
                    mission,
                    document,
                    await db.Set<MissionRun>().SingleAsync(row => row.Id == run, cancellationToken),
                    tasks
                )
                {
                    Asks = run == mission.Run ? await AsksAsync(db, mission, tasks, cancellationToken) : [],
                };
            },
            cancellationToken
        );
}
