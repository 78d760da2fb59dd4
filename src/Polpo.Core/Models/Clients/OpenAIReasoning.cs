using System.ClientModel.Primitives;
using System.Text.Json;
using OpenAI.Chat;

namespace Polpo.Core.Models.Clients;

/// <summary>The thinking that many compatible servers stream in a field of their own, which the official library does not know.</summary>
internal static class OpenAIReasoning
{
    private static readonly string[] Fields = ["reasoning_content", "reasoning"];

    public static string? Of(StreamingChatCompletionUpdate update)
    {
        if (update.ContentUpdate.Count > 0 || update.ToolCallUpdates.Count > 0 || update.Usage is not null)
            return null;
        using var json = JsonDocument.Parse(ModelReaderWriter.Write(update));
        if (
            !json.RootElement.TryGetProperty("choices", out var choices)
            || choices.ValueKind != JsonValueKind.Array
            || choices.GetArrayLength() == 0
        )
            return null;
        if (!choices[0].TryGetProperty("delta", out var delta) || delta.ValueKind != JsonValueKind.Object)
            return null;
        return Fields
            .Select(field =>
                delta.TryGetProperty(field, out var value) && value.ValueKind == JsonValueKind.String
                    ? value.GetString()
                    : null
            )
            .FirstOrDefault(text => !string.IsNullOrEmpty(text));
    }
}
