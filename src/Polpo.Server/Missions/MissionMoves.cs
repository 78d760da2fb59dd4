using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Polpo.Client;
using Polpo.Core.Access;
using Polpo.Core.Identity;
using Polpo.Core.Missions;
using Polpo.Core.Missions.Rules;
using Polpo.Engine.Kernel;
using Polpo.Server.Access;

namespace Polpo.Server.Missions;

/// <summary>What one can do to a mission that there is.</summary>
internal static class MissionMoves
{
    public static void MapMissionMoves(this RouteGroupBuilder group)
    {
        group
            .MapPost("/{id}/execute", ExecuteAsync)
            .Needs(PermissionKeys.SessionsEdit)
            .WithSummary("Begins a new run.");
        group
            .MapPost("/{id}/pause", PauseAsync)
            .Needs(PermissionKeys.SessionsEdit)
            .WithSummary("Nothing new begins until it is resumed; what is under way goes on to its end.");
        group
            .MapPost("/{id}/resume", ResumeAsync)
            .Needs(PermissionKeys.SessionsEdit)
            .WithSummary("Goes on: past the checkpoints that it waits at, and with its failed tasks when asked to.");
        group
            .MapPost("/{id}/abort", AbortAsync)
            .Needs(PermissionKeys.SessionsEdit)
            .WithSummary("Ends the run now; its unfinished tasks fail, their processes are killed.");
        group
            .MapPost("/{id}/merge", MergeAsync)
            .Needs(PermissionKeys.SessionsMerge)
            .WithSummary("Brings the branch of a completed run into the branch that is checked out in the repository.");
    }

    private static async Task<MissionView> ExecuteAsync(
        string id,
        Caller caller,
        MissionCommands missions,
        MissionQueries queries,
        CancellationToken cancellationToken
    )
    {
        var mission = await missions.ExecuteAsync(Id<Mission>.Parse(id), caller, cancellationToken);
        return (await queries.DetailsAsync(mission.Id, caller, cancellationToken)).View();
    }

    private static async Task<MissionView> PauseAsync(
        string id,
        Caller caller,
        MissionCommands missions,
        CancellationToken cancellationToken
    ) => (await missions.PauseAsync(Id<Mission>.Parse(id), caller, cancellationToken)).View();

    private static async Task<ResumedMissionView> ResumeAsync(
        string id,
        ResumeMission? body,
        Caller caller,
        MissionCommands missions,
        MissionQueries queries,
        CancellationToken cancellationToken
    )
    {
        var seen = await queries.DetailsAsync(Id<Mission>.Parse(id), caller, cancellationToken);
        // To resume it is to approve the checkpoints that it waits at.
        if (seen.Asks.Any(ask => ask.OwnerKind == "mission"))
            caller.Require(PermissionKeys.ApproveDev, PermissionKeys.ApproveQa);
        var resumed = await missions.ResumeAsync(
            Id<Mission>.Parse(id),
            body?.RetryFailed ?? false,
            caller,
            cancellationToken
        );
        return new ResumedMissionView(
            resumed.Mission.Id,
            resumed.Mission.Status.Word(),
            resumed.Retried,
            resumed.Pending
        );
    }

    private static async Task<MissionView> AbortAsync(
        string id,
        Caller caller,
        MissionCommands missions,
        CancellationToken cancellationToken
    ) => (await missions.AbortAsync(Id<Mission>.Parse(id), caller, cancellationToken)).View();

    private static async Task<MergeResult> MergeAsync(
        string id,
        Caller caller,
        MissionCommands missions,
        CancellationToken cancellationToken
    )
    {
        var merged = await missions.MergeAsync(Id<Mission>.Parse(id), caller, cancellationToken);
        return new MergeResult(merged.Branch, merged.Commit, merged.FastForwarded);
    }
}
