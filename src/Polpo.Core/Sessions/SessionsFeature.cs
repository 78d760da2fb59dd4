using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Polpo.Core.Git.Worktrees.Spares;
using Polpo.Core.Sandboxes;
using Polpo.Core.Sessions.Moving;
using Polpo.Engine.Storage;
using Polpo.Engine.Subjects;

namespace Polpo.Core.Sessions;

public static class SessionsFeature
{
    public static IServiceCollection AddSessions(this IServiceCollection services)
    {
        // Git fills it; where git is another's, it stays empty.
        services.TryAddSingleton<SpareShelf>();
        return services
            .AddSingleton<IEntityMapping, SessionMapping>()
            .AddSingleton(new CheckpointOptions())
            .AddSingleton<RunningTurns>()
            .AddSingleton<WarmSandboxes>()
            .AddHostedService(provider => provider.GetRequiredService<WarmSandboxes>())
            .AddSingleton<SessionHosts>()
            .AddSingleton<SessionArrival>()
            .AddSingleton(services => new LeaseLoss(services.GetRequiredService<ISandboxes>().CloseAllAsync))
            .AddHostedService<StrayWork>()
            .AddSingleton<SessionQueries>()
            .AddSingleton<SessionCommands>()
            .AddSingleton<ISubjectHandler, SessionSubject>();
    }
}
