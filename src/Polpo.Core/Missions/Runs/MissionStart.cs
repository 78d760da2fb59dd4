using Polpo.Core.Git;
using Polpo.Core.Missions.Documents;
using Polpo.Core.Workspaces;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage;
using Polpo.Engine.Subjects;

namespace Polpo.Core.Missions.Runs;

/// <summary>What a run needs before its first task, and again when it is resumed: the commit that all start from, and the agents that it brings along.</summary>
internal sealed class MissionStart(IDatabase database, IGit git, MissionStaff staff)
{
    public static bool IsNeeded(MissionRun run) => run.Base is null || run.State.Brought is null;

    public async Task PrepareAsync(
        Owned owner,
        MissionRun seen,
        Workspace workspace,
        MissionDocument document,
        CancellationToken cancellationToken
    )
    {
        var start = seen.Base ?? (await git.HeadAsync(workspace.RepositoryPath, cancellationToken)).Hash;
        await git.MirrorAsync(workspace.Id, workspace.RepositoryPath, new CommitId(start), cancellationToken);
        var brought = await staff.BringAsync(seen, workspace, document, cancellationToken);
        await database.WriteAsync(
            owner,
            async work =>
            {
                var run = await work.RunAsync(seen.Id, cancellationToken);
                run.Base ??= start;
                run.State = run.State with { Brought = [.. run.State.Kept.Union(brought)], Kept = [] };
                run.Version++;
            },
            cancellationToken
        );
    }
}
