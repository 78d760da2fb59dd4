using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Polpo.Core.Sandboxes;
using Polpo.Core.Tools.Files;
using Polpo.Core.Tools.Outcomes;
using Polpo.Core.Tools.Shell;
using Polpo.Core.Tools.Vault;
using Polpo.Core.Tools.Web;

namespace Polpo.Core.Tools;

/// <summary>The tools that every installation has, and the registry that later features add theirs to.</summary>
public static class ToolsFeature
{
    public static IServiceCollection AddTools(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(new SandboxOptions());
        services.TryAddSingleton<NetworkGate>();
        services.TryAddSingleton<SsrfGuard>();
        services.AddSingleton<WebClient>();
        services.AddSingleton<ITool, ReadTool>();
        services.AddSingleton<ITool, WriteTool>();
        services.AddSingleton<ITool, EditTool>();
        services.AddSingleton<ITool, LsTool>();
        services.AddSingleton<ITool, GlobTool>();
        services.AddSingleton<ITool, GrepTool>();
        services.AddSingleton<ITool, BashTool>();
        services.AddSingleton<ITool, HttpFetchTool>();
        services.AddSingleton<ITool, HttpDownloadTool>();
        services.AddSingleton<ITool, RegisterOutcomeTool>();
        services.AddSingleton<ITool, VaultListTool>();
        services.AddSingleton<ITool, VaultGetTool>();
        services.AddSingleton<ToolRegistry>();
        return services;
    }
}
