using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Polpo.Client;
using Polpo.Core.Access;
using Polpo.Core.Identity;
using Polpo.Server.Access;

namespace Polpo.Server.Status;

internal static class StatusEndpoints
{
    public static IServiceCollection AddStatus(this IServiceCollection services) =>
        services.AddSingleton<WorkCounts>().AddSingleton<Installation>().AddSingleton<Doctor>();

    public static void MapStatus(this RouteGroupBuilder api)
    {
        api.MapGet(
                "/status",
                (Installation installation, Caller caller, CancellationToken cancellationToken) =>
                    installation.StatusAsync(caller, cancellationToken)
            )
            .ForEverybody()
            .WithTags("Status")
            .WithSummary("The installation at a glance.");
        api.MapGet(
                "/doctor",
                (Doctor doctor, CancellationToken cancellationToken) => doctor.ExamineAsync(cancellationToken)
            )
            .Needs(PermissionKeys.SettingsView)
            .WithTags("Status")
            .WithSummary("What this machine has, what it lacks and what to do about it.");
    }
}
