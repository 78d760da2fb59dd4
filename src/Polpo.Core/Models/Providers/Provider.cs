using Polpo.Core.Models.Catalogue;
using Polpo.Engine.Kernel;

namespace Polpo.Core.Models.Providers;

/// <summary>The wire protocol that a provider speaks.</summary>
public enum ModelApi
{
    /// <summary>OpenAI's chat completions.</summary>
    OpenAI,

    /// <summary>Anthropic's messages.</summary>
    Anthropic,
}

/// <summary>Somewhere that models answer: a name, an address, a protocol and where its key comes from.</summary>
public sealed record Provider(string Name, ModelApi Api, string BaseUrl)
{
    /// <summary>Environment variables that may hold the key; the first that is set counts. Empty: no key is needed.</summary>
    public IReadOnlyList<string> KeyVariables { get; init; } = [];

    /// <summary>The environment variable that replaces the address.</summary>
    public string? BaseUrlVariable { get; init; }

    /// <summary>Used when a key is found and nobody named a model.</summary>
    public string? DefaultModel { get; init; }

    /// <summary>Prices that came with a custom provider, by model.</summary>
    public IReadOnlyDictionary<string, Price> Prices { get; init; } = new Dictionary<string, Price>();

    /// <summary>Windows that came with a custom provider, by model.</summary>
    public IReadOnlyDictionary<string, ModelWindow> Windows { get; init; } = new Dictionary<string, ModelWindow>();

    /// <summary>The path of the file that defines it; null: built in.</summary>
    public string? DefinedIn { get; init; }
}

/// <summary>A provider with its address and key settled: what a client is built from.</summary>
internal sealed record Endpoint(Provider Provider, Uri Address, Secret? Key, string? KeyVariable);
