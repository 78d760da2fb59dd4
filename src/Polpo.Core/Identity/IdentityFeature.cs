using Microsoft.Extensions.DependencyInjection;
using Polpo.Engine.Storage;

namespace Polpo.Core.Identity;

public static class IdentityFeature
{
    public static IServiceCollection AddIdentity(this IServiceCollection services) =>
        services.AddSingleton<IEntityMapping, IdentityMapping>().AddSingleton<Users>().AddSingleton<SignIns>();
}
