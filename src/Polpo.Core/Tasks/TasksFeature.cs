using Microsoft.Extensions.DependencyInjection;
using Polpo.Core.Approvals;
using Polpo.Core.Approvals.Requests;
using Polpo.Core.Sessions;
using Polpo.Core.Tasks.Attempts;
using Polpo.Core.Tasks.Deadlines;
using Polpo.Core.Tasks.Deadlocks;
using Polpo.Core.Tasks.Escalation;
using Polpo.Core.Tasks.Holding;
using Polpo.Core.Tasks.Results;
using Polpo.Core.Tasks.Reviews;
using Polpo.Core.Tasks.Watchers;
using Polpo.Core.Workspaces;
using Polpo.Engine.Blobs;
using Polpo.Engine.Journal;
using Polpo.Engine.Storage;
using Polpo.Engine.Subjects;

namespace Polpo.Core.Tasks;

public static class TasksFeature
{
    public static IServiceCollection AddTasks(this IServiceCollection services, TaskOptions options) =>
        services
            .AddSingleton(options)
            .AddSingleton<IEntityMapping, TaskMapping>()
            .AddParts()
            .AddSingleton(provider => new TaskQueries(
                provider.GetRequiredService<IDatabase>(),
                provider.GetRequiredService<WorkspaceQueries>(),
                provider.GetRequiredService<IJournal>(),
                provider.GetRequiredService<IBlobs>(),
                provider.GetRequiredService<TaskAssessor>()
            ))
            .AddSingleton(provider => new TaskCommands(
                provider.GetRequiredService<IDatabase>(),
                provider.GetRequiredService<TaskQueries>(),
                provider.GetRequiredService<WorkspaceQueries>(),
                provider.GetRequiredService<TaskCreation>(),
                provider.GetRequiredService<TaskMerge>(),
                provider.GetRequiredService<ApprovalCommands>(),
                provider.GetRequiredService<RunningTurns>(),
                provider.GetRequiredService<TaskAssessor>()
            ))
            .AddWatchers()
            .AddSingleton<ISubjectHandler, TaskSubject>()
            .AddSingleton<ISubjectHandler, TaskDeadline>()
            .AddSingleton<IApprovalOwner, DeadlineApprovals>();

    private static IServiceCollection AddParts(this IServiceCollection services) =>
        services
            .AddSingleton<TaskRosters>()
            .AddSingleton<TaskGates>()
            .AddSingleton<EscalationChain>()
            .AddSingleton<Reformulation>()
            .AddSingleton<AssessmentGate>()
            .AddSingleton<Consequences>()
            .AddSingleton<TaskDecided>()
            .AddSingleton<IApprovalOwner, TaskApprovals>()
            .AddSingleton<TaskModels>()
            .AddSingleton<TaskCreation>()
            .AddSingleton<TaskAssessor>()
            .AddSingleton<TaskClarification>()
            .AddResults()
            .AddSingleton<TaskReach>()
            .AddSingleton<TaskOrigin>()
            .AddSingleton<TaskStart>()
            .AddSingleton<TaskAttempt>()
            .AddSingleton<TaskReview>()
            .AddSingleton<DeadlockResolution>()
            .AddSingleton<TaskSteps>();

    private static IServiceCollection AddResults(this IServiceCollection services) =>
        services.AddSingleton<TaskMerge>().AddSingleton<TaskJoin>().AddSingleton<TaskFinish>();
}
