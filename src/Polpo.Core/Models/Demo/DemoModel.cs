using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Microsoft.Extensions.AI;
using Polpo.Core.Models.Clients;
using Polpo.Engine.Kernel;

namespace Polpo.Core.Models.Demo;

/// <summary>
/// The model that is there when there is none: it replays the script that lies in the demo's repository and refuses all other work in
/// words. It reads nothing but the conversation and that script, and what it does goes through the same tools and checks as any model's work.
/// </summary>
internal sealed partial class DemoModel(string repositoryPath, TimeProvider time) : IChatClient
{
    public const string Provider = "scripted";
    public const string Label = "scripted, no AI";
    public static readonly ModelRef Ref = new(Provider, "demo");

    /// <summary>Slow enough to be watched.</summary>
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(20);

    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        CancellationToken cancellationToken = default
    ) => await GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        var conversation = messages.ToList();
        var script = DemoScript.Read(repositoryPath) ?? throw Refused("there is no demo script in this repository");
        var reply = script.Next(conversation) ?? throw Refused("this is not what its script was written for");
        foreach (var word in Words().Matches(reply.Text ?? "").Select(match => match.Value))
        {
            yield return new ChatResponseUpdate(ChatRole.Assistant, word);
            await Task.Delay(Pace, time, cancellationToken);
        }
        var step = conversation.Count(message => message.Role == ChatRole.Assistant);
        var calls = reply.Calls.Select(
            (call, index) => CallArguments.Content($"demo_{step}_{index}", call.Name, call.Arguments.GetRawText())
        );
        yield return new ChatResponseUpdate(ChatRole.Assistant, [.. calls, new UsageContent(new UsageDetails())])
        {
            ModelId = Ref.Model,
            FinishReason = reply.Calls.Count > 0 ? ChatFinishReason.ToolCalls : ChatFinishReason.Stop,
        };
    }

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is null && serviceType.IsInstanceOfType(this) ? this : null;

    public void Dispose()
    {
        // Holds nothing.
    }

    public static RefusedException Refused(string why) =>
        new(
            Refusal.Unavailable,
            $"No model is set up here, and the demo model ({Label}) can only replay the bundled demo: {why}. "
                + "Set OPENAI_API_KEY or ANTHROPIC_API_KEY, start a local model server (Ollama, LM Studio, llama.cpp), or name a model with POLPO_MODEL."
        );

    [GeneratedRegex(@"\S+\s*|\s+", RegexOptions.NonBacktracking)]
    private static partial Regex Words();
}
