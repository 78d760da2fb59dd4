using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Polpo.Core.Identity;
using Polpo.Engine.Kernel;
using Polpo.Server.Access;
using Polpo.Server.Agents;
using Polpo.Server.Approvals;
using Polpo.Server.Budgets;
using Polpo.Server.Costs;
using Polpo.Server.Errors;
using Polpo.Server.Events;
using Polpo.Server.Guards;
using Polpo.Server.History;
using Polpo.Server.Identity;
using Polpo.Server.Manners;
using Polpo.Server.Metrics;
using Polpo.Server.Missions;
using Polpo.Server.OpenApi;
using Polpo.Server.Playbooks;
using Polpo.Server.Schedules;
using Polpo.Server.Sessions;
using Polpo.Server.SingleSignOn;
using Polpo.Server.Status;
using Polpo.Server.Storage;
using Polpo.Server.Tasks;
using Polpo.Server.Vault;
using Polpo.Server.Web;
using Polpo.Server.Webhooks;
using Polpo.Server.Workspaces;

namespace Polpo.Server.Hosting;

/// <summary>What stands between the network and Core, and every route.</summary>
internal static class Doors
{
    public static IServiceCollection AddDoors(this IServiceCollection services, PolpoServerOptions options)
    {
        services
            .AddSingleton(options)
            .AddSingleton<ClientAccess>()
            .AddSingleton<SignInLinks>()
            .AddSingleton<WebClient>()
            .AddHostedService<IdentityStart>()
            .AddSingleton<AccessWatch>()
            .AddHostedService(provider => provider.GetRequiredService<AccessWatch>())
            .AddSingleton<StandingAccess>();
        services.AddStatus().AddEvents().AddSingleton<WorkspaceChoice>().AddSingleton<VaultDoor>();
        services.AddHttpContextAccessor().AddScoped(CallerOf);
        services
            .AddAuthentication(PolpoAuthentication.Name)
            .AddScheme<AuthenticationSchemeOptions, PolpoAuthentication>(PolpoAuthentication.Name, null);
        services
            .AddAuthorizationBuilder()
            .SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
        services.AddRouting().AddRequestJson().AddDescription().AddManners().AddMetricsDoor();
        return services;
    }

    public static void MapDoors(this WebApplication app)
    {
        var web = app.Services.GetRequiredService<WebClient>();
        app.UseGuards(web);
        app.MapGet("/health", () => "ok").AllowAnonymous().ExcludeFromDescription();
        app.MapMetrics();
        app.MapOpenApi("/openapi/v1.json").AllowAnonymous();
        web.MapPages(app);
        var api = app.MapGroup("/api/v1");
        app.MapSignIn(api);
        api.MapStatus();
        api.MapUsers();
        api.MapRoles();
        api.MapKeys();
        api.MapWorkspaces();
        api.MapAgents();
        api.MapTeams();
        api.MapTasks();
        api.MapWatchers();
        api.MapApprovals();
        api.MapSchedules();
        api.MapMissions();
        api.MapPlaybooks();
        api.MapSessions();
        api.MapEvents();
        api.MapWebhooks();
        api.MapBudgets();
        api.MapCosts();
        api.MapVault();
        api.MapHistory();
        api.MapStorage();
    }

    private static void UseGuards(this WebApplication app, WebClient web)
    {
        app.UseRequestMeter();
        app.UseMiddleware<SecurityHeaders>();
        app.UseMiddleware<ProblemMiddleware>();
        app.UseMiddleware<PublicAddress>();
        app.UseMiddleware<HostGuard>();
        app.UseOtherOrigins();
        app.UseMiddleware<OriginGuard>();
        web.UseFiles(app);
        app.UseRouting();
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseMiddleware<RateLimit>();
        app.UseMiddleware<PermissionGate>();
        app.UseMiddleware<TextGuard>();
        app.UseMiddleware<IdempotencyKeys>();
    }

    private static Caller CallerOf(IServiceProvider services) =>
        services.GetRequiredService<IHttpContextAccessor>().HttpContext?.Features.Get<Caller>()
        ?? throw new RefusedException(Refusal.Unauthenticated, "You are not signed in.");
}
