using System.Diagnostics;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using Polpo.Core.Models.Clients;

namespace Polpo.Core.Gateway;

/// <summary>One try of a call: reads the stream to its end, or fails with a <see cref="ProviderException"/> or a refusal.</summary>
internal static class Attempt
{
    /// <summary>A provider that says nothing for so long has lost us. Long, because hidden thinking is silent.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromMinutes(10);

    public static async Task<ChatResponse> RunAsync(
        IChatClient chat,
        Call call,
        Action<Delta>? onDelta,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        using var silence = new CancellationTokenSource(Silence, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(silence.Token, cancellationToken);
        var updates = new List<ChatResponseUpdate>();
        try
        {
            await foreach (var update in chat.GetStreamingResponseAsync(call.Messages, Options(call), either.Token))
            {
                silence.CancelAfter(Silence);
                updates.Add(update);
                if (onDelta is not null)
                    Show(update, onDelta);
            }
            return updates.ToChatResponse();
        }
        catch (OperationCanceledException)
            when (silence.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new ProviderException($"Nothing came for {Silence.TotalMinutes} minutes.") { Cut = true };
        }
        catch (Exception broken) when (Failures.IsCut(broken))
        {
            throw new ProviderException(broken.Message, broken) { Cut = true };
        }
    }

    private static ChatOptions Options(Call call) =>
        new()
        {
            ModelId = call.Model.Model,
            MaxOutputTokens = call.MaxOutputTokens,
            Tools =
            [
                .. call.Tools.Select(tool =>
                    AIFunctionFactory.CreateDeclaration(tool.Name, tool.Description, tool.Parameters)
                ),
            ],
            ToolMode = call.RequiredTool is { } tool ? ChatToolMode.RequireSpecific(tool) : null,
            AdditionalProperties = new AdditionalPropertiesDictionary { [CallOptions.ReasoningKey] = call.Reasoning },
        };

    private static void Show(ChatResponseUpdate update, Action<Delta> onDelta)
    {
        foreach (var content in update.Contents)
        {
            if (content is TextContent { Text.Length: > 0 } text)
                onDelta(new Delta.Text(text.Text));
            else if (content is TextReasoningContent { Text.Length: > 0 } thought)
                onDelta(new Delta.Thinking(thought.Text));
        }
    }
}
