using Microsoft.Extensions.DependencyInjection;
using Polpo.Core.Git;
using Polpo.Core.Sandboxes;

namespace Polpo.Core.Assessment;

public static class AssessmentFeature
{
    public static IServiceCollection AddAssessment(this IServiceCollection services) =>
        services
            .AddSingleton<CommandChecks>()
            .AddSingleton<Dimensions>()
            .AddSingleton<TurnWait>()
            .AddSingleton<Reviewers>()
            .AddSingleton(provider => new Assessor(
                provider.GetRequiredService<IGit>(),
                provider.GetRequiredService<ISandboxes>(),
                provider.GetRequiredService<CommandChecks>(),
                provider.GetRequiredService<Dimensions>(),
                provider.GetRequiredService<Reviewers>(),
                provider.GetRequiredService<TimeProvider>()
            ));
}
