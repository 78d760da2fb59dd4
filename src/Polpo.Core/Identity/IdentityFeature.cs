using Microsoft.Extensions.DependencyInjection;
using Polpo.Core.Identity.Families;
using Polpo.Engine.Storage;

namespace Polpo.Core.Identity;

public static class IdentityFeature
{
    public static IServiceCollection AddIdentity(this IServiceCollection services, FamilyOptions? families = null) =>
        services
            .AddSingleton<IEntityMapping, IdentityMapping>()
            .AddSingleton<Users>()
            .AddSingleton<SignIns>()
            .AddSingleton(families ?? FamilyOptions.Usual)
            .AddSingleton<SignInFamilies>();
}
