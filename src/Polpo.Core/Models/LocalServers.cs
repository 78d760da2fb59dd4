using System.Text.Json;
using System.Text.Json.Nodes;
using Polpo.Core.Models.Providers;

namespace Polpo.Core.Models;

/// <summary>Asks the model servers that may run on this machine which models they hold; gives each a short time.</summary>
internal sealed class LocalServers(HttpClient http, ProviderTable providers, TimeProvider time)
{
    private static readonly TimeSpan Limit = TimeSpan.FromMilliseconds(400);

    /// <summary>The first model of the first server that answers; all are asked at the same time.</summary>
    public async Task<ModelRef?> FindAsync(CancellationToken cancellationToken)
    {
        var asked = BuiltInProviders.Local.Select(provider => AskAsync(provider, cancellationToken));
        return (await Task.WhenAll(asked)).FirstOrDefault(model => model is not null);
    }

    private async Task<ModelRef?> AskAsync(Provider provider, CancellationToken cancellationToken)
    {
        var address = providers.Endpoint(provider)!.Address; // local servers have no key that could be missing
        var ollama = provider.Name == "ollama";
        var question = ollama ? new Uri(address, "/api/tags") : new Uri($"{address.AbsoluteUri.TrimEnd('/')}/models");
        using var limit = new CancellationTokenSource(Limit, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            await using var answer = await http.GetStreamAsync(question, both.Token);
            var body = await JsonNode.ParseAsync(answer, cancellationToken: both.Token) as JsonObject;
            var name = ollama ? First(body, "models", "name") : First(body, "data", "id");
            return name is null ? null : new ModelRef(provider.Name, name);
        }
        catch (Exception notThere)
            when (notThere is HttpRequestException or IOException or JsonException or InvalidOperationException)
        {
            return null; // another program on that port, or none
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    /// <summary>The first name that is not an embedding model's: those cannot chat.</summary>
    private static string? First(JsonObject? body, string list, string field) =>
        (body?[list] as JsonArray)
            ?.Select(entry =>
                (entry as JsonObject)?[field] is JsonValue value && value.TryGetValue<string>(out var name)
                    ? name
                    : null
            )
            .FirstOrDefault(name => name is not null && !name.Contains("embed", StringComparison.OrdinalIgnoreCase));
}
