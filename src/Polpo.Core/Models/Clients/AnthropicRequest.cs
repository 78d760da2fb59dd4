using System.Text.Json;
using Anthropic.Models.Messages;
using Microsoft.Extensions.AI;

namespace Polpo.Core.Models.Clients;

/// <summary>A request to Anthropic's messages: limits, tools and the thinking budget.</summary>
internal static class AnthropicRequest
{
    public const int DefaultOutput = 16_384;

    /// <summary>The least budget that the provider takes.</summary>
    public const int LeastBudget = 1024;

    /// <summary>Room for the thinking of a model that decides by itself how much it thinks; it counts against the limit.</summary>
    public const int OwnThinking = 16_384;

    public static MessageCreateParams From(IReadOnlyList<ChatMessage> messages, ChatOptions? options, ModelRef model)
    {
        var request = new MessageCreateParams
        {
            Model = model.Model,
            MaxTokens = options?.MaxOutputTokens ?? DefaultOutput,
            Messages = AnthropicMessages.From(messages, model.Model),
        };
        if (options.Declarations().Any())
            request = request with { Tools = [.. options.Declarations().Select(Declare)] };
        request = ClaudeGeneration.ThinksByItself(model.Model)
            ? ThinkingByItself(request, options)
            : ThinkingOnABudget(request, messages, options);
        return AnthropicMessages.System(messages, Demand(options, model)) is { Count: > 0 } system
            ? request with
            {
                System = system,
            }
            : request;
    }

    /// <summary>A model that always thinks refuses to be forced to a tool: it is told to call it.</summary>
    private static string? Demand(ChatOptions? options, ModelRef model) =>
        options.RequiredTool() is { } tool && ClaudeGeneration.ThinksByItself(model.Model)
            ? $"Give your answer by calling the tool {tool}, and only so."
            : null;

    private static MessageCreateParams ThinkingByItself(MessageCreateParams request, ChatOptions? options)
    {
        request = request with { MaxTokens = request.MaxTokens + OwnThinking };
        return Effort(options.Reasoning()) is { } effort
            ? request with
            {
                Thinking = new ThinkingConfigAdaptive { Display = Display.Summarized },
                OutputConfig = new OutputConfig { Effort = effort },
            }
            : request;
    }

    private static MessageCreateParams ThinkingOnABudget(
        MessageCreateParams request,
        IReadOnlyList<ChatMessage> messages,
        ChatOptions? options
    )
    {
        // A forced tool and thinking exclude each other at the provider.
        if (options.RequiredTool() is { } required)
            return request with { ToolChoice = new ToolChoiceTool(required) };
        var budget = Budget(options.Reasoning(), request.MaxTokens);
        if (budget == 0 || AnthropicMessages.LacksThinking(messages, request.Model.Raw()))
            return request;
        // The budget is part of the limit: room for the answer comes on top of it.
        return request with { MaxTokens = request.MaxTokens + budget, Thinking = new ThinkingConfigEnabled(budget) };
    }

    private static Effort? Effort(Reasoning reasoning) =>
        reasoning switch
        {
            Reasoning.Minimal or Reasoning.Low => Anthropic.Models.Messages.Effort.Low,
            Reasoning.Medium => Anthropic.Models.Messages.Effort.Medium,
            Reasoning.High => Anthropic.Models.Messages.Effort.High,
            Reasoning.Xhigh => Anthropic.Models.Messages.Effort.Xhigh,
            _ => null,
        };

    /// <summary>A tenth, a quarter, a half, three quarters or all of the output limit.</summary>
    public static double Share(Reasoning reasoning) =>
        reasoning switch
        {
            Reasoning.Minimal => 0.10,
            Reasoning.Low => 0.25,
            Reasoning.Medium => 0.50,
            Reasoning.High => 0.75,
            Reasoning.Xhigh => 1.00,
            _ => 0,
        };

    private static long Budget(Reasoning reasoning, long output) =>
        Share(reasoning) is > 0 and var share ? Math.Max(LeastBudget, (long)(output * share)) : 0;

    private static ToolUnion Declare(AIFunctionDeclaration tool) =>
        new Tool
        {
            Name = tool.Name,
            Description = tool.Description,
            InputSchema = new InputSchema(
                tool.JsonSchema.EnumerateObject().ToDictionary(property => property.Name, property => property.Value)
            ),
        };
}
