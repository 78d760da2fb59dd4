using Microsoft.Extensions.DependencyInjection;
using Polpo.Core.Access.Keys;
using Polpo.Engine.Storage;

namespace Polpo.Core.Access;

public static class AccessFeature
{
    public static IServiceCollection AddAccess(this IServiceCollection services, KeyOptions keys) =>
        services
            .AddSingleton(keys)
            .AddSingleton<IEntityMapping, AccessMapping>()
            .AddSingleton<Admission>()
            .AddSingleton<Roles>()
            .AddSingleton<People>()
            .AddSingleton<ApiKeys>();
}
