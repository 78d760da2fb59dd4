using System.Text;
using Microsoft.Extensions.AI;
using OpenAI.Chat;
using ChatMessage = Microsoft.Extensions.AI.ChatMessage;
using Wire = OpenAI.Chat.ChatMessage;

namespace Polpo.Core.Models.Clients;

/// <summary>A conversation in the shape of OpenAI's chat completions. Reasoning is not sent back: that protocol has no place for it.</summary>
internal static class OpenAIMessages
{
    public static List<Wire> From(IEnumerable<ChatMessage> messages) => [.. messages.SelectMany(One)];

    private static IEnumerable<Wire> One(ChatMessage message)
    {
        if (message.Role == ChatRole.System)
            return [new SystemChatMessage(message.Text)];
        if (message.Role == ChatRole.Assistant)
            return Assistant(message) is { } wire ? [wire] : [];
        return FromOutside(message);
    }

    private static AssistantChatMessage? Assistant(ChatMessage message)
    {
        var calls = message.Contents.OfType<FunctionCallContent>().Select(Call).ToList();
        if (calls.Count == 0)
            return message.Text.Length > 0 ? new AssistantChatMessage(message.Text) : null;
        var wire = new AssistantChatMessage(calls);
        if (message.Text.Length > 0)
            wire.Content.Add(ChatMessageContentPart.CreateTextPart(message.Text));
        return wire;
    }

    private static ChatToolCall Call(FunctionCallContent call) =>
        ChatToolCall.CreateFunctionToolCall(
            call.CallId,
            call.Name,
            BinaryData.FromString(CallArguments.ToJson(call).GetRawText())
        );

    /// <summary>Tool results first, each its own message: the protocol wants them right behind their calls.</summary>
    private static IEnumerable<Wire> FromOutside(ChatMessage message)
    {
        foreach (var result in message.Contents.OfType<FunctionResultContent>())
            yield return new ToolChatMessage(result.CallId, result.Text());
        var parts = message.Contents.Select(Part).OfType<ChatMessageContentPart>().ToList();
        if (parts.Count == 1 && parts[0].Kind == ChatMessageContentPartKind.Text)
            yield return new UserChatMessage(parts[0].Text);
        else if (parts.Count > 0)
            yield return new UserChatMessage(parts);
    }

    private static ChatMessageContentPart? Part(AIContent content) =>
        content switch
        {
            TextContent { Text.Length: > 0 } text => ChatMessageContentPart.CreateTextPart(text.Text),
            DataContent data when data.HasTopLevelMediaType("image") => ChatMessageContentPart.CreateImagePart(
                BinaryData.FromBytes(data.Data),
                data.MediaType
            ),
            UriContent link when link.HasTopLevelMediaType("image") => ChatMessageContentPart.CreateImagePart(link.Uri),
            _ => null,
        };
}
