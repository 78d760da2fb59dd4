using System.Runtime.CompilerServices;
using Anthropic;
using Anthropic.Core;
using Anthropic.Models.Messages;
using Microsoft.Extensions.AI;
using Polpo.Core.Models.Providers;

namespace Polpo.Core.Models.Clients;

/// <summary>
/// A model behind Anthropic's messages, over the official client. Its own chat adapter is not used: it loses tool arguments that are
/// not JSON, takes a stream that was cut for a whole one and rewrites tool schemas.
/// </summary>
internal sealed class AnthropicChat : IChatClient
{
    private readonly AnthropicClient _client;
    private readonly ModelRef _model;

    public AnthropicChat(Endpoint endpoint, ModelRef model, HttpClient http)
    {
        _model = model;
        _client = new AnthropicClient(
            new ClientOptions
            {
                HttpClient = http,
                BaseUrl = endpoint.Address.AbsoluteUri.TrimEnd('/'),
                // Said in full, so that the library reads no credentials of its own from the environment.
                ApiKey = endpoint.Key?.Reveal() ?? "none",
                AuthToken = null,
                MaxRetries = 0, // the Gateway retries, whole and visibly
                Timeout = TimeSpan.FromHours(2), // the Gateway watches for silence
            }
        );
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
        var reading = new AnthropicReading(_model.Model);
        var request = AnthropicRequest.From([.. messages], options, _model);
        await foreach (
            var @event in _client
                .Messages.CreateStreaming(request, cancellationToken)
                .WithCancellation(cancellationToken)
        )
        {
            var contents = reading.Read(@event);
            if (contents.Count > 0)
                yield return new ChatResponseUpdate(ChatRole.Assistant, contents) { ModelId = reading.Model };
        }
        if (!reading.Stopped)
            throw new ProviderException("The reply broke off before its end.") { Cut = true };
        yield return new ChatResponseUpdate(ChatRole.Assistant, [new UsageContent(reading.Usage)])
        {
            FinishReason = reading.Finish,
        };
    }

    public object? GetService(System.Type serviceType, object? serviceKey = null) =>
        serviceKey is null && serviceType.IsInstanceOfType(this) ? this : null;

    public void Dispose()
    {
        // The connections belong to ModelHttp; disposing the library's client would close them.
    }
}
