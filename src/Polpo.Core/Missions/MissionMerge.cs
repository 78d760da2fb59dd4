using Microsoft.EntityFrameworkCore;
using Polpo.Core.Git;
using Polpo.Core.Identity;
using Polpo.Core.Missions.Rules;
using Polpo.Core.Missions.Runs;
using Polpo.Core.Tasks;
using Polpo.Core.Workspaces;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage;

namespace Polpo.Core.Missions;

/// <summary>Brings what a run has come to into the user's branch, when a person says so.</summary>
internal sealed class MissionMerge(IDatabase database, IGit git)
{
    public async Task<MergedTask> MergeAsync(MissionDetails details, Caller caller, CancellationToken cancellationToken)
    {
        var (mission, run) = (details.Mission, details.Run);
        if (run is not { Outcome: MissionStatus.Completed })
            throw new RefusedException(
                Refusal.Conflict,
                $"Mission \"{mission.Name}\" is {mission.Status.Word()}; only a completed run can be merged."
            );
        if (run.Head is not { } head)
            throw new RefusedException(
                Refusal.Conflict,
                $"\"{run.Group}\" changed nothing, so there is nothing to merge."
            );
        if (run.Merged)
            throw new RefusedException(
                Refusal.Conflict,
                $"\"{run.Group}\" is merged already; nothing was changed. To have it in another branch too: git merge {run.Branch}"
            );
        var path = await database.ReadAsync(
            db =>
                db.Set<Workspace>()
                    .Where(row => row.Id == mission.Workspace)
                    .Select(row => row.RepositoryPath)
                    .SingleAsync(cancellationToken),
            cancellationToken
        );
        var info = new CommitInfo("Polpo", run.RequesterName, $"Merge {run.Branch}: {run.Group}");
        var delivered = await git.MergeAsync(
            mission.Workspace,
            path,
            null,
            new CommitId(head),
            info,
            cancellationToken
        );
        await RecordAsync(mission, run, delivered, caller, cancellationToken);
        return new MergedTask(delivered.Branch, delivered.Commit.Hash, delivered.FastForwarded);
    }

    private Task RecordAsync(
        Mission mission,
        MissionRun run,
        Delivered delivered,
        Caller caller,
        CancellationToken cancellationToken
    ) =>
        database.WriteAsync(
            mission.Workspace,
            async work =>
            {
                var row = await work.RunAsync(run.Id, cancellationToken);
                row.Merged = true;
                row.Version++;
                work.Append(
                    mission.Id,
                    caller.Actor,
                    new MissionMerged(run.Group, delivered.Branch, delivered.Commit.Hash)
                );
            },
            cancellationToken
        );
}
