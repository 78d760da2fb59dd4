using Microsoft.Extensions.DependencyInjection;
using Polpo.Core.Agents;
using Polpo.Core.Approvals.Gates;
using Polpo.Core.Approvals.Requests;
using Polpo.Core.Approvals.Stopping;
using Polpo.Engine.Storage;
using Polpo.Engine.Subjects;

namespace Polpo.Core.Approvals;

public static class ApprovalsFeature
{
    public static IServiceCollection AddApprovals(this IServiceCollection services) =>
        services
            .AddSingleton<IEntityMapping, ApprovalMapping>()
            .AddSingleton(new SettingName("approvalGates"))
            .AddSingleton<GateLine>()
            .AddSingleton<Decisions>()
            .AddSingleton<ApprovalQueries>()
            .AddSingleton<ShownOutcomes>()
            .AddSingleton(provider => new ApprovalCommands(
                provider.GetRequiredService<IDatabase>(),
                provider.GetRequiredService<ApprovalQueries>(),
                provider.GetRequiredService<Decisions>()
            ))
            .AddSingleton<ISubjectHandler, ApprovalSubject>()
            .AddSingleton<IApprovalOwner, StopApprovals>()
            .AddSingleton<StopQuestions>()
            .AddSingleton(provider => new StopGates(
                provider.GetRequiredService<StopQuestions>(),
                provider.GetRequiredService<TimeProvider>()
            ));
}
