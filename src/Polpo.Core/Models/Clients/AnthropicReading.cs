using System.Text;
using Anthropic.Models.Messages;
using Microsoft.Extensions.AI;

namespace Polpo.Core.Models.Clients;

/// <summary>What a stream of Anthropic's events has said so far.</summary>
internal sealed class AnthropicReading(string model)
{
    private readonly Dictionary<long, (string Id, string Name, StringBuilder Input)> _calls = [];
    private readonly Dictionary<long, StringBuilder> _signatures = [];
    private long _input;
    private long _output;
    private long _cacheRead;
    private long _cacheWrite;

    public string? Model { get; private set; }
    public ChatFinishReason? Finish { get; private set; }

    /// <summary>The provider said that the message is whole.</summary>
    public bool Stopped { get; private set; }

    public UsageDetails Usage =>
        new()
        {
            InputTokenCount = _input + _cacheRead + _cacheWrite,
            OutputTokenCount = _output,
            CachedInputTokenCount = _cacheRead,
            AdditionalCounts = new AdditionalPropertiesDictionary<long> { [CallOptions.CacheWriteKey] = _cacheWrite },
        };

    /// <summary>The contents that an event completes or continues.</summary>
    public List<AIContent> Read(RawMessageStreamEvent @event)
    {
        switch (@event.Value)
        {
            case RawMessageStartEvent start:
                Model = start.Message.Model.Raw();
                Count(start.Message.Usage);
                return [];
            case RawContentBlockStartEvent start:
                return Begin(start);
            case RawContentBlockDeltaEvent delta:
                return Continue(delta);
            case RawContentBlockStopEvent stop:
                return End(stop.Index);
            case RawMessageDeltaEvent delta:
                Finish = Reason(delta.Delta.StopReason?.Raw());
                Count(delta.Usage);
                return [];
            case RawMessageStopEvent:
                Stopped = true;
                return [];
            default:
                return [];
        }
    }

    private List<AIContent> Begin(RawContentBlockStartEvent start)
    {
        switch (start.ContentBlock.Value)
        {
            case ToolUseBlock use:
                _calls[start.Index] = (use.ID, use.Name, new StringBuilder());
                return [];
            case ThinkingBlock thinking:
                _signatures[start.Index] = new StringBuilder(thinking.Signature);
                return thinking.Thinking.Length > 0 ? [new TextReasoningContent(thinking.Thinking)] : [];
            case RedactedThinkingBlock hidden:
                return [new Thought(Hidden: true, model, hidden.Data).ToContent()];
            case TextBlock { Text.Length: > 0 } text:
                return [new TextContent(text.Text)];
            default:
                return [];
        }
    }

    private List<AIContent> Continue(RawContentBlockDeltaEvent delta)
    {
        switch (delta.Delta.Value)
        {
            case TextDelta text:
                return [new TextContent(text.Text)];
            case InputJsonDelta input when _calls.TryGetValue(delta.Index, out var call):
                call.Input.Append(input.PartialJson);
                return [];
            case ThinkingDelta thinking:
                return [new TextReasoningContent(thinking.Thinking)];
            case SignatureDelta signature when _signatures.TryGetValue(delta.Index, out var begun):
                begun.Append(signature.Signature);
                return [];
            default:
                return [];
        }
    }

    private List<AIContent> End(long index)
    {
        if (_calls.Remove(index, out var call))
            return [CallArguments.Content(call.Id, call.Name, call.Input.ToString())];
        // The signature closes a thought: the next thought is another one.
        if (_signatures.Remove(index, out var signature) && signature.Length > 0)
            return [new Thought(Hidden: false, model, signature.ToString()).ToContent()];
        return [];
    }

    private void Count(Usage? usage)
    {
        _input = usage?.InputTokens ?? _input;
        _output = usage?.OutputTokens ?? _output;
        _cacheRead = usage?.CacheReadInputTokens ?? _cacheRead;
        _cacheWrite = usage?.CacheCreationInputTokens ?? _cacheWrite;
    }

    /// <summary>The counts at the end are totals; a compatible server gives only some of them.</summary>
    private void Count(MessageDeltaUsage? usage)
    {
        if (usage is null)
            return;
        _output = usage.RawData.ContainsKey("output_tokens") ? usage.OutputTokens : _output;
        _input = Given(usage, "input_tokens") ? usage.InputTokens ?? _input : _input;
        _cacheRead = Given(usage, "cache_read_input_tokens") ? usage.CacheReadInputTokens ?? _cacheRead : _cacheRead;
        _cacheWrite = Given(usage, "cache_creation_input_tokens")
            ? usage.CacheCreationInputTokens ?? _cacheWrite
            : _cacheWrite;
    }

    private static bool Given(MessageDeltaUsage usage, string field) => usage.RawData.ContainsKey(field);

    private static ChatFinishReason? Reason(string? reason) =>
        reason switch
        {
            null => null,
            "max_tokens" or "model_context_window_exceeded" => ChatFinishReason.Length,
            "tool_use" => ChatFinishReason.ToolCalls,
            "refusal" => ChatFinishReason.ContentFilter,
            _ => ChatFinishReason.Stop,
        };
}
