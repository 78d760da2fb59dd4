using Polpo.Core.Models.Demo;
using Polpo.Engine.Kernel;

namespace Polpo.Core.Models.Providers;

/// <summary>All providers that a repository can use, and what it takes to reach them.</summary>
internal sealed class ProviderTable(ModelEnvironment environment)
{
    public static IEnumerable<string> Names(string repositoryPath) =>
        CustomProviders
            .Read(repositoryPath)
            .Keys.Union(BuiltInProviders.ByName.Keys, StringComparer.OrdinalIgnoreCase)
            .Append(DemoModel.Provider);

    public static bool Knows(string repositoryPath, string name) =>
        name.Equals(DemoModel.Provider, StringComparison.OrdinalIgnoreCase)
        || BuiltInProviders.ByName.ContainsKey(name)
        || CustomProviders.Read(repositoryPath).ContainsKey(name);

    /// <summary>The provider's address and key as they are now.</summary>
    /// <exception cref="RefusedException">There is no such provider, or its key is missing: the sentence names the variable.</exception>
    public Endpoint Endpoint(string repositoryPath, string name)
    {
        var provider =
            CustomProviders.Read(repositoryPath).GetValueOrDefault(name)
            ?? BuiltInProviders.ByName.GetValueOrDefault(name)
            ?? throw new RefusedException(
                Refusal.NotFound,
                $"There is no model provider \"{name}\". The providers are: {string.Join(", ", Names(repositoryPath))}. Others are added under \"providers\" in .polpo/polpo.json."
            );
        return Endpoint(provider)
            ?? throw new RefusedException(
                Refusal.Unavailable,
                $"There is no key for {provider.Name}. Set {string.Join(" or ", provider.KeyVariables)} in the environment of Polpo and start it again."
            );
    }

    /// <summary>Null: its key is missing.</summary>
    public Endpoint? Endpoint(Provider provider)
    {
        var replaced = environment[provider.BaseUrlVariable];
        var variable = provider.KeyVariables.FirstOrDefault(name => environment[name] is not null);
        // A built-in provider at an address of the person's own is mostly a local server, which asks for no key.
        if (variable is null && provider.KeyVariables.Count > 0 && replaced is null)
            return null;
        return new Endpoint(
            provider,
            Address(provider, replaced),
            environment[variable] is { } key ? new Secret(key) : null,
            variable
        );
    }

    private static Uri Address(Provider provider, string? replaced)
    {
        var text = (replaced ?? provider.BaseUrl).TrimEnd('/');
        if (!Uri.TryCreate(text, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
            throw new RefusedException(
                Refusal.Invalid,
                $"{provider.BaseUrlVariable} is \"{text}\", which is not an http or https address. Correct the variable."
            );
        // The messages API carries its version in the path, which people write into the address as for the others.
        if (provider.Api == ModelApi.Anthropic && text.EndsWith("/v1", StringComparison.Ordinal))
            return new Uri(text[..^3]);
        return address;
    }
}
