using Anthropic.Models.Messages;
using Microsoft.Extensions.AI;

namespace Polpo.Core.Models.Clients;

/// <summary>
/// A conversation in the shape of Anthropic's messages: system text apart, roles alternating, results right behind their calls.
/// The system text and the newest two turns from outside are marked to be cached, so each step pays in full only for what is new.
/// </summary>
internal static class AnthropicMessages
{
    private static readonly CacheControlEphemeral Cache = new();

    public static List<TextBlockParam> System(IEnumerable<ChatMessage> messages, string? demand)
    {
        var blocks = messages
            .Where(message => message.Role == ChatRole.System && message.Text.Length > 0)
            .Select(message => new TextBlockParam { Text = message.Text })
            .ToList();
        if (blocks.Count > 0)
            blocks[^1] = blocks[^1] with { CacheControl = Cache };
        if (demand is not null)
            blocks.Add(new TextBlockParam { Text = demand });
        return blocks;
    }

    public static List<MessageParam> From(IEnumerable<ChatMessage> messages, string model)
    {
        var turns = new List<(bool Ours, List<ContentBlockParam> Blocks)>();
        foreach (var message in messages.Where(message => message.Role != ChatRole.System))
        {
            var ours = message.Role == ChatRole.Assistant;
            var blocks = Ordered(message)
                .Select(content => Block(content, ours, model))
                .OfType<ContentBlockParam>()
                .ToList();
            if (blocks.Count == 0)
                continue;
            if (turns.Count > 0 && turns[^1].Ours == ours)
                turns[^1].Blocks.AddRange(blocks);
            else
                turns.Add((ours, blocks));
        }
        foreach (var (_, blocks) in turns.Where(turn => !turn.Ours).TakeLast(2))
            blocks[^1] = Marked(blocks[^1]);
        return [.. turns.Select(turn => Turn(turn.Ours, turn.Blocks))];
    }

    /// <summary>Whether the newest assistant message calls tools without the signed thinking that belongs before them; the provider refuses thinking then.</summary>
    public static bool LacksThinking(IEnumerable<ChatMessage> messages, string model)
    {
        var newest = messages.LastOrDefault(message => message.Role == ChatRole.Assistant);
        return newest is not null
            && newest.Contents.Any(content => content is FunctionCallContent)
            && !newest.Contents.Any(content =>
                content is TextReasoningContent thinking && Thought.Of(thinking, model) is not null
            );
    }

    private static IEnumerable<AIContent> Ordered(ChatMessage message) =>
        message.Role == ChatRole.Assistant
            ? message.Contents
            : message.Contents.OrderBy(content => content is FunctionResultContent ? 0 : 1);

    private static ContentBlockParam? Block(AIContent content, bool ours, string model) =>
        content switch
        {
            TextContent text when !string.IsNullOrWhiteSpace(text.Text) => new TextBlockParam
            {
                Text = ours ? text.Text.TrimEnd() : text.Text,
            },
            TextReasoningContent thinking => Thinking(thinking, model),
            FunctionCallContent call => new ToolUseBlockParam
            {
                ID = call.CallId,
                Name = call.Name,
                Input = CallArguments
                    .ToJson(call)
                    .EnumerateObject()
                    .ToDictionary(property => property.Name, property => property.Value),
            },
            FunctionResultContent result => new ToolResultBlockParam
            {
                ToolUseID = result.CallId,
                IsError = result.Exception is not null,
                Content = result.Text(),
            },
            DataContent data when data.HasTopLevelMediaType("image") => new ImageBlockParam
            {
                Source = new Base64ImageSource { Data = data.Base64Data.ToString(), MediaType = data.MediaType },
            },
            _ => null,
        };

    /// <summary>Thinking without its signature is ours to show, but the provider does not take it back; nor does another model.</summary>
    private static ContentBlockParam? Thinking(TextReasoningContent content, string model) =>
        Thought.Of(content, model) switch
        {
            null => null,
            { Hidden: true } hidden => new RedactedThinkingBlockParam { Data = hidden.Data },
            var thought => new ThinkingBlockParam { Thinking = content.Text, Signature = thought.Data },
        };

    private static MessageParam Turn(bool ours, List<ContentBlockParam> blocks) =>
        ours ? new AssistantMessageParam { Content = blocks } : new UserMessageParam { Content = blocks };

    private static ContentBlockParam Marked(ContentBlockParam block) =>
        block.Value switch
        {
            TextBlockParam text => text with { CacheControl = Cache },
            ToolResultBlockParam result => result with { CacheControl = Cache },
            ImageBlockParam image => image with { CacheControl = Cache },
            _ => block,
        };
}
