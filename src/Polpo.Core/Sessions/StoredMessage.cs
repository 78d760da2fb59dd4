using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Polpo.Core.Sessions;

/// <summary>Messages as text: how they stand in facts and blobs.</summary>
internal static class StoredMessage
{
    private static readonly JsonSerializerOptions Json = AIJsonUtilities.DefaultOptions;

    public static string Write(ChatMessage message) => JsonSerializer.Serialize(message, Json);

    public static ChatMessage Read(string text) => JsonSerializer.Deserialize<ChatMessage>(text, Json)!;

    public static string WriteAll(IEnumerable<ChatMessage> messages) =>
        JsonSerializer.Serialize(messages.ToList(), Json);

    public static IReadOnlyList<ChatMessage> ReadAll(string text) =>
        JsonSerializer.Deserialize<List<ChatMessage>>(text, Json)!;

    public static string Arguments(FunctionCallContent call) =>
        JsonSerializer.Serialize(call.Arguments ?? new Dictionary<string, object?>(), Json);

    public static Dictionary<string, object?> Arguments(string text) =>
        JsonSerializer.Deserialize<Dictionary<string, object?>>(text, Json)!;
}
