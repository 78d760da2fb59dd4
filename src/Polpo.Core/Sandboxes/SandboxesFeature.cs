using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Polpo.Engine.Subjects;

namespace Polpo.Core.Sandboxes;

public static class SandboxesFeature
{
    public static IServiceCollection AddSandboxes(this IServiceCollection services, SandboxOptions? options = null)
    {
        services.AddSingleton(options ?? new SandboxOptions());
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<NetworkGate>();
        services.AddSingleton<RunnerProcess>();
        services.AddSingleton<RunnerClient>();
        services.AddSingleton(provider => new LeaseRenewal(provider.GetRequiredService<RunnerLease>().Tell));
        services.AddSingleton<RunnerLease>();
        services.AddSingleton<SandboxLadder>();
        services.AddSingleton<ISandboxes, Sandboxes>();
        return services;
    }
}
