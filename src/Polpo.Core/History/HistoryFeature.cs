using Microsoft.Extensions.DependencyInjection;

namespace Polpo.Core.History;

public static class HistoryFeature
{
    public static IServiceCollection AddHistory(this IServiceCollection services) =>
        services.AddSingleton<HistoryChecker>();
}
