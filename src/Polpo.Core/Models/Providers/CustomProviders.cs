using System.Text.Json;
using System.Text.Json.Nodes;
using Polpo.Engine.Kernel;

namespace Polpo.Core.Models.Providers;

/// <summary>
/// The <c>providers</c> of <c>.polpo/polpo.json</c>. That file comes with the repository and so from anybody: it may not send a
/// key of ours to an address of its own. <see cref="KeyVariableRule"/> says which variables it may name.
/// </summary>
internal static class CustomProviders
{
    private static readonly JsonDocumentOptions Lenient = new()
    {
        CommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
    };

    public static IReadOnlyDictionary<string, Provider> Read(string repositoryPath)
    {
        var path = Path.Combine(repositoryPath, ".polpo", "polpo.json");
        if (!File.Exists(path))
            return new Dictionary<string, Provider>();
        if (Parse(path)["providers"] is not { } node)
            return new Dictionary<string, Provider>();
        if (node is not JsonObject providers)
            throw Wrong(path, "providers", "must be an object of provider names");
        return providers.ToDictionary(
            entry => entry.Key,
            entry => One(path, entry.Key, entry.Value),
            StringComparer.OrdinalIgnoreCase
        );
    }

    private static JsonObject Parse(string path)
    {
        try
        {
            return JsonNode.Parse(File.ReadAllText(path), documentOptions: Lenient) as JsonObject
                ?? throw Wrong(path, "the file", "must hold an object");
        }
        catch (JsonException broken)
        {
            throw new RefusedException(Refusal.Invalid, $"{path}: {JsonFault.Of(broken)}. Correct the file.", broken);
        }
    }

    private static Provider One(string path, string name, JsonNode? node)
    {
        var field = $"providers.{name}";
        if (node is not JsonObject entry)
            throw Wrong(path, field, "must be an object");
        var known = BuiltInProviders.ByName.GetValueOrDefault(name);
        var api = Text(path, field, entry, "api") is { } written
            ? Api(path, field, written)
            : known?.Api ?? ModelApi.OpenAI;
        var address = Text(path, field, entry, "baseUrl");
        var models = CustomModels.Read(path, field, entry);
        var variable =
            Text(path, field, entry, "apiKeyEnv") ?? Reference(path, field, Text(path, field, entry, "apiKey"));
        var provider = new Provider(
            name.ToLowerInvariant(),
            api,
            address ?? known?.BaseUrl ?? throw Wrong(path, field + ".baseUrl", "is missing")
        )
        {
            KeyVariables =
                variable is not null ? [variable]
                : address is null && known is not null ? known.KeyVariables
                : [],
            BaseUrlVariable = address is null ? known?.BaseUrlVariable : null,
            DefaultModel = models.Count > 0 ? models[0].Name : known?.DefaultModel,
            Prices = CustomModels.Prices(models),
            Windows = CustomModels.Windows(models),
            DefinedIn = path,
        };
        if (!Uri.TryCreate(provider.BaseUrl, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
            throw Wrong(path, field + ".baseUrl", $"must be an http or https address, found \"{provider.BaseUrl}\"");
        if (variable is not null)
            KeyVariableRule.Check(path, field, provider, uri, variable);
        return provider;
    }

    private static ModelApi Api(string path, string field, string written) =>
        written switch
        {
            "openai" or "openai-completions" => ModelApi.OpenAI,
            "anthropic" or "anthropic-messages" => ModelApi.Anthropic,
            _ => throw Wrong(path, field + ".api", $"must be \"openai\" or \"anthropic\", found \"{written}\""),
        };

    private static string? Reference(string path, string field, string? apiKey) =>
        apiKey switch
        {
            null or "" => null,
            ['$', '{', .. var name, '}'] when name.Length > 0 => name,
            _ => throw Wrong(
                path,
                field + ".apiKey",
                "must be a reference such as \"${ACME_API_KEY}\": a key does not belong in a repository"
            ),
        };

    private static string? Text(string path, string field, JsonObject entry, string name) =>
        entry[name] switch
        {
            null => null,
            JsonValue value when value.TryGetValue<string>(out var text) => text,
            _ => throw Wrong(path, $"{field}.{name}", "must be a string"),
        };

    internal static RefusedException Wrong(string path, string field, string what) =>
        new(Refusal.Invalid, $"{path}: {field} {what}. Correct the file.");
}
