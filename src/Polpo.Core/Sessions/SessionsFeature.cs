using Microsoft.Extensions.DependencyInjection;
using Polpo.Engine.Storage;
using Polpo.Engine.Subjects;

namespace Polpo.Core.Sessions;

public static class SessionsFeature
{
    public static IServiceCollection AddSessions(this IServiceCollection services) =>
        services
            .AddSingleton<IEntityMapping, SessionMapping>()
            .AddSingleton(new CheckpointOptions())
            .AddSingleton<RunningTurns>()
            .AddSingleton<SessionHosts>()
            .AddSingleton<SessionQueries>()
            .AddSingleton<SessionCommands>()
            .AddSingleton<ISubjectHandler, SessionSubject>();
}
