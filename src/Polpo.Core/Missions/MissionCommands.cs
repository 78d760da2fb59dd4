using System.Text;
using Microsoft.EntityFrameworkCore;
using Polpo.Core.Identity;
using Polpo.Core.Missions.Documents;
using Polpo.Core.Missions.Rules;
using Polpo.Core.Missions.Runs;
using Polpo.Core.Missions.Times;
using Polpo.Core.Missions.Waiting;
using Polpo.Core.Schedules.Timing;
using Polpo.Core.Workspaces;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage;

namespace Polpo.Core.Missions;

/// <summary>What comes of resuming: how many failed tasks are tried again, and how many have not begun.</summary>
public sealed record ResumedMission(Mission Mission, int Retried, int Pending);

/// <summary>Everything one can do to a mission. REST and CLI come in through here.</summary>
public sealed class MissionCommands
{
    private readonly IDatabase _database;
    private readonly MissionQueries _queries;
    private readonly WorkspaceQueries _workspaces;
    private readonly MissionDesk _desk;
    private readonly MissionExecution _execution;
    private readonly MissionMerge _merge;
    private readonly MissionTimes _times;
    private readonly TimeProvider _time;

    internal MissionCommands(
        IDatabase database,
        MissionQueries queries,
        WorkspaceQueries workspaces,
        MissionDesk desk,
        MissionExecution execution,
        MissionMerge merge,
        MissionTimes times,
        TimeProvider time
    ) =>
        (_database, _queries, _workspaces, _desk, _execution, _merge, _times, _time) = (
            database,
            queries,
            workspaces,
            desk,
            execution,
            merge,
            times,
            time
        );

    /// <param name="file">How messages call the text; empty for one that is no file.</param>
    /// <param name="name">The mission's name when the document has none.</param>
    /// <exception cref="RefusedException">The document has mistakes, all named; or there is a mission of that name.</exception>
    public async Task<Mission> CreateAsync(
        Id<Workspace> workspace,
        string text,
        string file,
        string? name,
        Caller caller,
        CancellationToken cancellationToken
    )
    {
        var home = await _workspaces.GetAsync(workspace, caller, cancellationToken);
        var document = Read(home, text, file, name);
        return await _database.WriteAsync(
            home.Id,
            async work =>
            {
                var mission = await AddAsync(work, home.Id, document, text, caller, cancellationToken);
                await _times.SetAsync(work, mission, null, document, caller, cancellationToken);
                return mission;
            },
            cancellationToken
        );
    }

    /// <summary>Creates a mission and begins its first run, in one: where it cannot begin there is none. Of times in its document only recurring ones count.</summary>
    /// <exception cref="RefusedException">The document has mistakes, all named; there is a mission of that name; or a gate is against it.</exception>
    public async Task<Mission> CreateAndExecuteAsync(
        Id<Workspace> workspace,
        string text,
        Caller caller,
        CancellationToken cancellationToken
    )
    {
        var home = await _workspaces.GetAsync(workspace, caller, cancellationToken);
        var document = Read(home, text, "", null);
        return await _database.WriteAsync(
            home.Id,
            async work =>
            {
                var mission = await AddAsync(work, home.Id, document, text, caller, cancellationToken);
                if (MissionTimes.Of(document) is { Kind: TimingKind.Cron })
                    await _times.SetAsync(work, mission, null, document, caller, cancellationToken);
                await _execution.BeginAsync(work, mission, document, home, caller, null, cancellationToken);
                return mission;
            },
            cancellationToken
        );
    }

    /// <summary>Another document for a mission of which no run is under way.</summary>
    public async Task<Mission> ReplaceAsync(
        Id<Mission> id,
        string text,
        string file,
        Caller caller,
        CancellationToken cancellationToken
    )
    {
        var seen = await _queries.GetAsync(id, caller, cancellationToken);
        var home = await _workspaces.GetAsync(seen.Workspace, caller, cancellationToken);
        var document = Read(home, text, file, seen.Name);
        return await ChangeAsync(
            seen,
            async (work, mission, _) =>
            {
                if (mission.Status.Runs())
                    throw new RefusedException(
                        Refusal.Conflict,
                        $"Mission \"{mission.Name}\" is {mission.Status.Word()}. Edit it (polpo mission edit), or wait for its end."
                    );
                if (mission.Document == text)
                    return;
                if (mission.Name != document.Name)
                    await RefuseTwinAsync(work, mission.Workspace, document.Name, cancellationToken);
                var before = MissionReader.Stored(mission.Document, mission.Name);
                (mission.Name, mission.Document, mission.UpdatedAt) = (document.Name, text, work.Now);
                await _times.SetAsync(work, mission, before, document, caller, cancellationToken);
                mission.Version++;
                work.Append(mission.Id, caller.Actor, new MissionChanged(["document"]));
            },
            cancellationToken
        );
    }

    /// <summary>Begins a new run. The document is looked at once more: agents and settings may have changed.</summary>
    public async Task<Mission> ExecuteAsync(Id<Mission> id, Caller caller, CancellationToken cancellationToken)
    {
        var seen = await _queries.GetAsync(id, caller, cancellationToken);
        var home = await _workspaces.GetAsync(seen.Workspace, caller, cancellationToken);
        var document = Read(home, seen.Document, "", seen.Name);
        return await ChangeAsync(
            seen,
            async (work, mission, _) =>
            {
                if (mission.Status == MissionStatus.Scheduled)
                    await MissionTimes.DropAsync(
                        work,
                        mission,
                        caller.Actor,
                        $"{caller.Name} ran the mission at once.",
                        cancellationToken
                    );
                await _execution.BeginAsync(work, mission, document, home, caller, null, cancellationToken);
            },
            cancellationToken
        );
    }

    /// <summary>Nothing new begins until it is resumed; what is under way goes on to its end.</summary>
    public async Task<Mission> PauseAsync(Id<Mission> id, Caller caller, CancellationToken cancellationToken) =>
        await ChangeAsync(
            await _queries.GetAsync(id, caller, cancellationToken),
            async (work, mission, run) =>
            {
                work.MoveMission(mission, run, MissionMove.Pause, caller.Actor, $"Paused by {caller.Name}.");
                await work.HoldTasksAsync(run!.Id, true, cancellationToken); // only what runs can pause
            },
            cancellationToken
        );

    /// <summary>Goes on: past the checkpoints that it waits at, and with its failed tasks when asked to.</summary>
    public async Task<ResumedMission> ResumeAsync(
        Id<Mission> id,
        bool retryFailed,
        Caller caller,
        CancellationToken cancellationToken
    )
    {
        var (retried, pending) = (0, 0);
        var mission = await ChangeAsync(
            await _queries.GetAsync(id, caller, cancellationToken),
            async (work, mission, run) =>
            {
                await work.TakeOverAsync(run, caller, cancellationToken);
                (retried, pending) = await MissionExecution.ResumeAsync(
                    work,
                    mission,
                    run,
                    retryFailed,
                    caller,
                    cancellationToken
                );
            },
            cancellationToken
        );
        return new ResumedMission(mission, retried, pending);
    }

    /// <summary>Ends the run now: all of its unfinished tasks fail, their processes are killed.</summary>
    public async Task<Mission> AbortAsync(Id<Mission> id, Caller caller, CancellationToken cancellationToken) =>
        await ChangeAsync(
            await _queries.GetAsync(id, caller, cancellationToken),
            async (work, mission, run) =>
            {
                var isUnderWay = mission.Status.Runs();
                var ended = isUnderWay ? run : null;
                work.MoveMission(mission, ended, MissionMove.Cancel, caller.Actor, $"Aborted by {caller.Name}.");
                await MissionTimes.DropAsync(work, mission, caller.Actor, mission.Reason!, cancellationToken); // just said
                if (ended is null)
                    return;
                ended.EndedAt = work.Now;
                ended.Cost = await MissionEnd.CostAsync(work.Db, ended.Id, cancellationToken);
                await work.AskNoMoreAsync(mission, ended, cancellationToken);
                await work.HoldTasksAsync(ended.Id, true, cancellationToken);
                MissionEnd.Say(work, mission, ended);
            },
            cancellationToken
        );

    /// <summary>Forgets a mission of which no run is under way, and its tasks. Facts, branches and receipts stay.</summary>
    public async Task DeleteAsync(Id<Mission> id, Caller caller, CancellationToken cancellationToken) =>
        await ChangeAsync(
            await _queries.GetAsync(id, caller, cancellationToken),
            (work, mission, _) => MissionExecution.DeleteAsync(work, mission, caller, cancellationToken),
            cancellationToken
        );

    /// <summary>Brings the branch of its latest run into the branch that is checked out in the user's clone.</summary>
    public async Task<Tasks.MergedTask> MergeAsync(
        Id<Mission> id,
        Caller caller,
        CancellationToken cancellationToken
    ) => await _merge.MergeAsync(await _queries.DetailsAsync(id, caller, cancellationToken), caller, cancellationToken);

    private MissionDocument Read(Workspace workspace, string text, string file, string? name) =>
        _desk.Read(workspace, MissionText.Of(file, Encoding.UTF8.GetBytes(text)), file, name).OrRefuse();

    private async Task<Mission> AddAsync(
        Work work,
        Id<Workspace> workspace,
        MissionDocument document,
        string text,
        Caller caller,
        CancellationToken cancellationToken
    )
    {
        await RefuseTwinAsync(work, workspace, document.Name, cancellationToken);
        var mission = new Mission
        {
            Id = Id<Mission>.New(_time),
            Workspace = workspace,
            Name = document.Name,
            Document = text,
            Requester = caller.User,
            RequesterName = caller.Name,
            CreatedAt = work.Now,
            UpdatedAt = work.Now,
        };
        work.Db.Add(mission);
        work.Append(mission.Id, caller.Actor, new MissionCreated(mission.Name));
        return mission;
    }

    private static async Task RefuseTwinAsync(
        Work work,
        Id<Workspace> workspace,
        string name,
        CancellationToken cancellationToken
    )
    {
        if (
            await work
                .Db.Set<Mission>()
                .AnyAsync(row => row.Workspace == workspace && row.Name == name, cancellationToken)
        )
            throw new RefusedException(
                Refusal.Conflict,
                $"There is a mission \"{name}\" already. Give this one another name, or delete that one: polpo mission delete \"{name}\""
            );
    }

    /// <summary>Load what the caller may see, change, journal, save: one transaction.</summary>
    private Task<Mission> ChangeAsync(
        Mission seen,
        Func<Work, Mission, MissionRun?, Task> change,
        CancellationToken cancellationToken
    ) =>
        _database.WriteAsync(
            seen.Workspace,
            async work =>
            {
                var mission = await work.MissionAsync(seen.Id, cancellationToken);
                var run = mission.Run is { } id ? await work.RunAsync(id, cancellationToken) : null;
                await change(work, mission, run);
                return mission;
            },
            cancellationToken
        );
}
