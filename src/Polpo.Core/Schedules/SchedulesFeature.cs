using Microsoft.Extensions.DependencyInjection;
using Polpo.Core.Approvals.Requests;
using Polpo.Core.Schedules.Runs;
using Polpo.Core.Schedules.Surfaces;
using Polpo.Core.Workspaces;
using Polpo.Core.Workspaces.Membership;
using Polpo.Engine.Storage;
using Polpo.Engine.Subjects;

namespace Polpo.Core.Schedules;

public static class SchedulesFeature
{
    public static IServiceCollection AddSchedules(this IServiceCollection services) =>
        services
            .AddSingleton<IEntityMapping, ScheduleMapping>()
            .AddSingleton<TaskSurface>()
            .AddSingleton<IScheduleSurface>(all => all.GetRequiredService<TaskSurface>())
            .AddSingleton<IScheduleSurface, AgentSurface>()
            .AddSingleton<ScheduleSurfaces>()
            .AddSingleton<DueOccurrences>()
            .AddSingleton<ScheduleGates>()
            .AddSingleton<IApprovalOwner, ScheduleApprovals>()
            .AddSingleton<ScheduleStarts>()
            .AddSingleton<ScheduleEnds>()
            .AddSingleton<ScheduleCreation>()
            .AddSingleton<ScheduleQueries>()
            .AddSingleton(all => new ScheduleCommands(
                all.GetRequiredService<IDatabase>(),
                all.GetRequiredService<ScheduleQueries>(),
                all.GetRequiredService<WorkspaceQueries>(),
                all.GetRequiredService<ScheduleSurfaces>(),
                all.GetRequiredService<ScheduleCreation>(),
                all.GetRequiredService<DueOccurrences>(),
                all.GetRequiredService<Mandates>()
            ))
            .AddSingleton<ISubjectHandler, ScheduleSubject>();
}
