using Microsoft.Extensions.AI;
using OpenAI.Chat;
using Finish = Microsoft.Extensions.AI.ChatFinishReason;

namespace Polpo.Core.Models.Clients;

/// <summary>What is asked of a chat completion beside the conversation, and how its end and its token counts are read.</summary>
internal static class OpenAIOptions
{
    public static ChatCompletionOptions From(ChatOptions? options, ModelRef model)
    {
        var wire = new ChatCompletionOptions { MaxOutputTokenCount = options?.MaxOutputTokens };
        foreach (var tool in options.Declarations())
            wire.Tools.Add(
                ChatTool.CreateFunctionTool(
                    tool.Name,
                    tool.Description,
                    BinaryData.FromString(tool.JsonSchema.GetRawText())
                )
            );
        if (options.RequiredTool() is { } required)
            wire.ToolChoice = ChatToolChoice.CreateFunctionChoice(required);
        if (Effort(options.Reasoning(), model) is { } effort)
            wire.ReasoningEffortLevel = effort;
        return wire;
    }

    /// <summary>Low, low, medium, high, high. Models of OpenAI that do not reason refuse the field, so they are not sent it.</summary>
    private static ChatReasoningEffortLevel? Effort(Reasoning reasoning, ModelRef model)
    {
        if (
            model.Provider == "openai"
            && (
                model.Model.StartsWith("gpt-4", StringComparison.Ordinal)
                || model.Model.StartsWith("gpt-3", StringComparison.Ordinal)
            )
        )
            return null;
        return reasoning switch
        {
            Reasoning.Minimal or Reasoning.Low => ChatReasoningEffortLevel.Low,
            Reasoning.Medium => ChatReasoningEffortLevel.Medium,
            Reasoning.High or Reasoning.Xhigh => ChatReasoningEffortLevel.High,
            // A bare null would become a string first, which the level's constructor refuses.
            _ => default(ChatReasoningEffortLevel?),
        };
    }

    public static Finish? Finish(OpenAI.Chat.ChatFinishReason? reason) =>
        reason switch
        {
            null => null,
            OpenAI.Chat.ChatFinishReason.Length => Microsoft.Extensions.AI.ChatFinishReason.Length,
            OpenAI.Chat.ChatFinishReason.ContentFilter => Microsoft.Extensions.AI.ChatFinishReason.ContentFilter,
            OpenAI.Chat.ChatFinishReason.ToolCalls or OpenAI.Chat.ChatFinishReason.FunctionCall => Microsoft
                .Extensions
                .AI
                .ChatFinishReason
                .ToolCalls,
            _ => Microsoft.Extensions.AI.ChatFinishReason.Stop,
        };

    public static UsageDetails Usage(ChatTokenUsage usage) =>
        new()
        {
            InputTokenCount = usage.InputTokenCount,
            OutputTokenCount = usage.OutputTokenCount,
            TotalTokenCount = usage.TotalTokenCount,
            CachedInputTokenCount = usage.InputTokenDetails?.CachedTokenCount ?? 0,
        };
}
