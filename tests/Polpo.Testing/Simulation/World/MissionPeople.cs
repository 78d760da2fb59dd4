using Microsoft.EntityFrameworkCore;
using Polpo.Core.Identity;
using Polpo.Core.Missions;
using Polpo.Core.Missions.Rules;
using Polpo.Core.Workspaces;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage;

namespace Polpo.Testing.Simulation.World;

/// <summary>What people do with missions: they describe and start them, resume them at checkpoints, pause, abort, merge and delete them.</summary>
internal sealed class MissionPeople(Chance chance, Id<Workspace> workspace, Caller caller)
{
    private int _missions;

    public async Task ActAsync(SimulatedServer server, CancellationToken cancellationToken)
    {
        var missions = await MissionsAsync(server, cancellationToken);
        var commands = server.Get<MissionCommands>();
        var act = chance.Of("people about a mission");
        if (act < 0.35 && Some(missions, MissionStatus.Paused) is { } paused)
            await commands.ResumeAsync(paused, false, caller, cancellationToken);
        else if (act < 0.45 && Some(missions, MissionStatus.Failed) is { } failed)
            await commands.ResumeAsync(failed, true, caller, cancellationToken);
        else if (act < 0.50 && Some(missions, MissionStatus.Active) is { } active)
            await commands.PauseAsync(active, caller, cancellationToken);
        else if (act < 0.53 && Some(missions, MissionStatus.Active) is { } unwanted)
            await commands.AbortAsync(unwanted, caller, cancellationToken);
        else if (act < 0.58 && Some(missions, MissionStatus.Completed) is { } done)
            await commands.MergeAsync(done, caller, cancellationToken);
        else if (act < 0.62 && Some(missions, MissionStatus.Cancelled) is { } again)
            await commands.ExecuteAsync(again, caller, cancellationToken);
        else if (act < 0.64 && Some(missions, MissionStatus.Failed) is { } old)
            await commands.DeleteAsync(old, caller, cancellationToken);
        else
            await BeginAsync(commands, cancellationToken);
    }

    /// <summary>Ends those that would come again, and resumes what is paused.</summary>
    /// <returns>Whether there was anything to do.</returns>
    public async Task<bool> DecideAllAsync(SimulatedServer server, CancellationToken cancellationToken)
    {
        var commands = server.Get<MissionCommands>();
        var missions = await MissionsAsync(server, cancellationToken);
        // One that comes again and again is ended even while it runs: it may run whenever somebody looks.
        var timed = missions.Where(IsTimed).ToList();
        foreach (var mission in timed)
            await commands.AbortAsync(mission.Id, caller, cancellationToken);
        var paused = missions.Except(timed).Where(mission => mission.Status == MissionStatus.Paused).ToList();
        foreach (var mission in paused)
            await commands.ResumeAsync(mission.Id, false, caller, cancellationToken);
        return paused.Count + timed.Count > 0;
    }

    private static bool IsTimed(Mission mission) =>
        mission.Status is MissionStatus.Scheduled or MissionStatus.Recurring
        || (mission.Schedule is not null && mission.Status.Runs());

    private async Task BeginAsync(MissionCommands commands, CancellationToken cancellationToken)
    {
        var text = MissionMaker.Document(++_missions, chance);
        var mission = await commands.CreateAsync(workspace, text, "", null, caller, cancellationToken);
        if (mission.Status == MissionStatus.Draft)
            await commands.ExecuteAsync(mission.Id, caller, cancellationToken);
    }

    private static Task<List<Mission>> MissionsAsync(SimulatedServer server, CancellationToken cancellationToken) =>
        server
            .Get<IDatabase>()
            .ReadAsync(
                db => db.Set<Mission>().OrderBy(row => row.Id).ToListAsync(cancellationToken),
                cancellationToken
            );

    private Id<Mission>? Some(IReadOnlyList<Mission> missions, MissionStatus status)
    {
        var of = missions.Where(mission => mission.Status == status).ToList();
        return of.Count == 0 ? null : chance.Pick(of, $"some {status} mission").Id;
    }
}
