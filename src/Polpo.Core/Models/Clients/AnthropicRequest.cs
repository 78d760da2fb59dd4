using System.Text.Json;
using Anthropic.Models.Messages;
using Microsoft.Extensions.AI;

namespace Polpo.Core.Models.Clients;

/// <summary>A request to Anthropic's messages: limits, tools and the thinking budget.</summary>
internal static class AnthropicRequest
{
    private const int DefaultOutput = 16_384;

    /// <summary>The least budget that the provider takes.</summary>
    private const int LeastBudget = 1024;

    public static MessageCreateParams From(IReadOnlyList<ChatMessage> messages, ChatOptions? options, ModelRef model)
    {
        var output = options?.MaxOutputTokens ?? DefaultOutput;
        // A forced tool and thinking exclude each other at the provider.
        var thinks = options.RequiredTool() is null && !AnthropicMessages.LacksThinking(messages);
        var budget = thinks ? Budget(options.Reasoning(), output) : 0;
        var request = new MessageCreateParams
        {
            Model = model.Model,
            // The budget is part of the limit: room for the answer comes on top of it.
            MaxTokens = budget > 0 ? output + budget : output,
            Messages = AnthropicMessages.From(messages),
        };
        var system = AnthropicMessages.System(messages);
        if (system.Count > 0)
            request = request with { System = system };
        if (budget > 0)
            request = request with { Thinking = new ThinkingConfigEnabled(budget) };
        if (options.Declarations().Any())
            request = request with { Tools = [.. options.Declarations().Select(Declare)] };
        return options.RequiredTool() is { } required
            ? request with
            {
                ToolChoice = new ToolChoiceTool(required),
            }
            : request;
    }

    /// <summary>A tenth, a quarter, a half, three quarters or all of the output limit.</summary>
    private static int Budget(Reasoning reasoning, int output)
    {
        var share = reasoning switch
        {
            Reasoning.Minimal => 0.10,
            Reasoning.Low => 0.25,
            Reasoning.Medium => 0.50,
            Reasoning.High => 0.75,
            Reasoning.Xhigh => 1.00,
            _ => 0,
        };
        return share == 0 ? 0 : Math.Max(LeastBudget, (int)(output * share));
    }

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
