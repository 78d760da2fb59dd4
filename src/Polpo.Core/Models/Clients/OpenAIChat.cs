using System.ClientModel;
using System.ClientModel.Primitives;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using OpenAI;
using OpenAI.Chat;
using Polpo.Core.Models.Providers;
using ChatFinishReason = Microsoft.Extensions.AI.ChatFinishReason;
using ChatMessage = Microsoft.Extensions.AI.ChatMessage;

namespace Polpo.Core.Models.Clients;

/// <summary>A model behind OpenAI's chat completions, at OpenAI or anywhere else that speaks the protocol.</summary>
internal sealed class OpenAIChat : IChatClient
{
    private readonly ChatClient _client;
    private readonly ModelRef _model;

    public OpenAIChat(Endpoint endpoint, ModelRef model, HttpClient http)
    {
        _model = model;
        var options = new OpenAIClientOptions
        {
            Endpoint = endpoint.Address,
            Transport = new HttpClientPipelineTransport(http),
            RetryPolicy = new ClientRetryPolicy(maxRetries: 0), // the Gateway retries, whole and visibly
            NetworkTimeout = Timeout.InfiniteTimeSpan, // the Gateway watches for silence
            UserAgentApplicationId = "polpo",
        };
        // The library insists on a key; a server that asks for none ignores it.
        _client = new ChatClient(model.Model, new ApiKeyCredential(endpoint.Key?.Reveal() ?? "none"), options);
    }

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
        var calls = new OpenAICalls();
        ChatFinishReason? finish = null;
        var wire = _client.CompleteChatStreamingAsync(
            OpenAIMessages.From(messages),
            OpenAIOptions.From(options, _model),
            cancellationToken
        );
        await foreach (var update in wire)
        {
            calls.Add(update.ToolCallUpdates);
            finish = OpenAIOptions.Finish(update.FinishReason) ?? finish;
            var contents = new List<AIContent>();
            if (OpenAIReasoning.Of(update) is { Length: > 0 } thought)
                contents.Add(new TextReasoningContent(thought));
            contents.AddRange(
                update
                    .ContentUpdate.Where(part => part.Text is { Length: > 0 })
                    .Select(part => new TextContent(part.Text))
            );
            if (update.RefusalUpdate is { Length: > 0 } refusal)
                contents.Add(new TextContent(refusal));
            if (update.Usage is { } usage)
                contents.Add(new UsageContent(OpenAIOptions.Usage(usage)));
            if (contents.Count > 0)
                yield return new ChatResponseUpdate(ChatRole.Assistant, contents) { ModelId = update.Model };
        }
        // A server that goes away politely ends the stream without an error; only the finish reason tells a whole reply.
        if (finish is null)
            throw new ProviderException("The reply broke off before its end.") { Cut = true };
        yield return new ChatResponseUpdate(ChatRole.Assistant, calls.Finished()) { FinishReason = finish };
    }

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is null && serviceType.IsInstanceOfType(this) ? this : null;

    public void Dispose()
    {
        // The connections belong to ModelHttp.
    }
}
