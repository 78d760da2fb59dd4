using Microsoft.Extensions.AI;
using Polpo.Core.Models.Demo;
using Polpo.Core.Models.Providers;

namespace Polpo.Core.Models.Clients;

/// <summary>A client for a model, and what is known about where it leads.</summary>
internal sealed record ModelClient(IChatClient Chat, Endpoint? Endpoint);

/// <summary>Makes the client that speaks a model's protocol. Only the Gateway asks for one.</summary>
internal sealed class ChatClients(ProviderTable providers, ModelHttp http, TimeProvider time)
{
    public ModelClient For(string repositoryPath, ModelRef model)
    {
        if (model.Provider == DemoModel.Provider)
            return new ModelClient(new DemoModel(repositoryPath, time), null);
        var endpoint = providers.Endpoint(repositoryPath, model.Provider);
        IChatClient chat = endpoint.Provider.Api switch
        {
            ModelApi.Anthropic => new AnthropicChat(endpoint, model, http.Client),
            _ => new OpenAIChat(endpoint, model, http.Client),
        };
        return new ModelClient(chat, endpoint);
    }
}
