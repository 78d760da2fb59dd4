using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Polpo.Core.Models.Clients;

/// <summary>What our adapters read from <see cref="ChatOptions"/> beyond its own properties.</summary>
internal static class CallOptions
{
    /// <summary>The additional property that holds a <see cref="Reasoning"/>; the library's own scale lacks one of our levels.</summary>
    public const string ReasoningKey = "polpo.reasoning";

    /// <summary>The count, in <see cref="UsageDetails.AdditionalCounts"/>, of input tokens written to the provider's cache.</summary>
    public const string CacheWriteKey = "polpo.cacheWrite";

    public static Reasoning Reasoning(this ChatOptions? options) =>
        options?.AdditionalProperties?.TryGetValue(ReasoningKey, out var value) == true && value is Reasoning reasoning
            ? reasoning
            : Models.Reasoning.Off;

    /// <summary>The tools with their schemas as they were given.</summary>
    public static IEnumerable<AIFunctionDeclaration> Declarations(this ChatOptions? options) =>
        options?.Tools?.OfType<AIFunctionDeclaration>() ?? [];

    /// <summary>The one tool that must be called; null: the model chooses.</summary>
    public static string? RequiredTool(this ChatOptions? options) =>
        (options?.ToolMode as RequiredChatToolMode)?.RequiredFunctionName;

    /// <summary>A tool's result as the text that a model reads.</summary>
    public static string Text(this FunctionResultContent result) =>
        result.Result switch
        {
            null => result.Exception?.Message ?? "",
            string text => text,
            JsonElement { ValueKind: JsonValueKind.String } json => json.GetString() ?? "",
            TextContent text => text.Text,
            var other => JsonSerializer.Serialize(other, AIJsonUtilities.DefaultOptions),
        };
}
