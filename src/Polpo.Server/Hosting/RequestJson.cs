using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Polpo.Client;
using Polpo.Engine.Kernel;

namespace Polpo.Server.Hosting;

/// <summary>Bodies are written as the client reads them, and read strictly: what is missing, unknown or of a wrong type is named, not guessed.</summary>
internal static class RequestJson
{
    public static IServiceCollection AddRequestJson(this IServiceCollection services)
    {
        services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true);
        return services.ConfigureHttpJsonOptions(json =>
        {
            var options = json.SerializerOptions;
            options.DefaultIgnoreCondition = Wire.Json.DefaultIgnoreCondition;
            foreach (var converter in Wire.Json.Converters)
                options.Converters.Add(converter);
            StrictJson.Apply(options);
        });
    }
}
