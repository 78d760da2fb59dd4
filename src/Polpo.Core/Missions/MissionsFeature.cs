using Microsoft.Extensions.DependencyInjection;
using Polpo.Core.Agents;
using Polpo.Core.Approvals.Requests;
using Polpo.Core.Gateway;
using Polpo.Core.Git;
using Polpo.Core.Missions.Deadlines;
using Polpo.Core.Missions.Deadlocks;
using Polpo.Core.Missions.Drafting;
using Polpo.Core.Missions.Edits;
using Polpo.Core.Missions.Runs;
using Polpo.Core.Missions.Times;
using Polpo.Core.Missions.Waiting;
using Polpo.Core.Models;
using Polpo.Core.Schedules.Surfaces;
using Polpo.Core.Tasks.Watchers.Actions;
using Polpo.Core.Workspaces;
using Polpo.Engine.Blobs;
using Polpo.Engine.Storage;
using Polpo.Engine.Subjects;

namespace Polpo.Core.Missions;

public static class MissionsFeature
{
    public static IServiceCollection AddMissions(this IServiceCollection services) =>
        services
            .AddSingleton<IEntityMapping, MissionMapping>()
            .AddSingleton<MissionDesk>()
            .AddSingleton<StoredMissions>()
            .AddSingleton<MissionTimes>()
            .AddSingleton<IScheduleSurface, MissionSurface>()
            .AddSingleton<IWatcherAction, MissionAction>()
            .AddRuns()
            .AddSingleton<MissionMerge>()
            .AddWriting()
            .AddSingleton(provider => new MissionValidation(provider.GetRequiredService<MissionDesk>()))
            .AddSingleton(provider => new MissionQueries(
                provider.GetRequiredService<IDatabase>(),
                provider.GetRequiredService<WorkspaceQueries>(),
                provider.GetRequiredService<StoredMissions>(),
                provider.GetRequiredService<IBlobs>()
            ))
            .AddSingleton(provider => new MissionReports(
                provider.GetRequiredService<MissionQueries>(),
                provider.GetRequiredService<IGit>(),
                provider.GetRequiredService<IBlobs>()
            ))
            .AddSingleton(provider => new MissionCommands(
                provider.GetRequiredService<IDatabase>(),
                provider.GetRequiredService<MissionQueries>(),
                provider.GetRequiredService<WorkspaceQueries>(),
                provider.GetRequiredService<MissionDesk>(),
                provider.GetRequiredService<MissionExecution>(),
                provider.GetRequiredService<MissionMerge>(),
                provider.GetRequiredService<MissionTimes>(),
                provider.GetRequiredService<TimeProvider>()
            ));

    private static IServiceCollection AddRuns(this IServiceCollection services) =>
        services
            .AddSingleton<MissionGates>()
            .AddSingleton<MissionHolding>()
            .AddSingleton<EndHolding>()
            .AddSingleton<IApprovalOwner, MissionApprovals>()
            .AddSingleton<MissionDeadline>()
            .AddSingleton<MissionDeadlock>()
            .AddSingleton<MissionTurn>()
            .AddSingleton<MissionExecution>()
            .AddSingleton<MissionParts>()
            .AddSingleton<MissionStaff>()
            .AddSingleton<MissionStart>()
            .AddSingleton<MissionStep>()
            .AddSingleton<MissionReceipts>()
            .AddSingleton<MissionEnd>()
            .AddSingleton<MissionStop>()
            .AddSingleton<MissionLeave>()
            .AddSingleton<ISubjectHandler, MissionSubject>();

    private static IServiceCollection AddWriting(this IServiceCollection services) =>
        services
            .AddSingleton(provider => new MissionEditing(
                provider.GetRequiredService<IDatabase>(),
                provider.GetRequiredService<MissionQueries>(),
                provider.GetRequiredService<WorkspaceQueries>(),
                provider.GetRequiredService<MissionDesk>(),
                provider.GetRequiredService<MissionTimes>()
            ))
            .AddSingleton(provider => new MissionDrafting(
                provider.GetRequiredService<IGateway>(),
                provider.GetRequiredService<IModels>(),
                provider.GetRequiredService<AgentRoster>(),
                provider.GetRequiredService<WorkspaceQueries>(),
                provider.GetRequiredService<MissionDesk>(),
                provider.GetRequiredService<MissionCommands>(),
                provider.GetRequiredService<MissionQueries>()
            ));
}
