using Polpo.Core.Models.Demo;
using Polpo.Core.Models.Providers;
using Polpo.Engine.Kernel;

namespace Polpo.Core.Models;

internal sealed class InstalledModels(ModelEnvironment environment, ProviderTable providers, LocalServers servers)
    : IModels
{
    public ModelRef Resolve(string repositoryPath, string text)
    {
        var model =
            ModelNames.Read(text, name => ProviderTable.Knows(repositoryPath, name))
            ?? throw new RefusedException(
                Refusal.Invalid,
                $"{Unread(repositoryPath, text.Trim())} Write provider/model; the providers are: {string.Join(", ", ProviderTable.Names(repositoryPath))}."
            );
        if (model.Provider != DemoModel.Provider)
            _ = providers.Endpoint(repositoryPath, model.Provider);
        else if (model != DemoModel.Ref)
            throw new RefusedException(
                Refusal.NotFound,
                $"There is no model \"{model}\". The demo's model is {DemoModel.Ref}."
            );
        else if (DemoScript.Read(repositoryPath) is null)
            throw Addressed() ?? DemoModel.Refused("there is no demo script in this repository");
        return model;
    }

    /// <summary>An address of the person's own is no model: which ones it has, only they know. Null: there is no such address.</summary>
    private RefusedException? Addressed() =>
        BuiltInProviders.WithKey.FirstOrDefault(one => environment[one.BaseUrlVariable] is not null) is { } provider
            ? new RefusedException(
                Refusal.Unavailable,
                $"{provider.BaseUrlVariable} leads to {environment[provider.BaseUrlVariable]}, and no model is named. Say which of its models: --model {provider.Name}/NAME, or POLPO_MODEL={provider.Name}/NAME in the environment of Polpo."
            )
            : null;

    /// <summary>What is wrong with a name that leads to no provider.</summary>
    private static string Unread(string repositoryPath, string text)
    {
        var at = text.IndexOf('/', StringComparison.Ordinal);
        return at <= 0 ? $"The provider of the model \"{text}\" cannot be told from its name."
            : ProviderTable.Knows(repositoryPath, text[..at]) ? $"\"{text}\" names a provider but no model."
            : $"There is no provider \"{text[..at]}\", which \"{text}\" names.";
    }

    public async Task<ModelRef> DefaultAsync(string repositoryPath, CancellationToken cancellationToken)
    {
        if (environment[ModelVariables.Model] is { } named)
            return Resolve(repositoryPath, named);
        foreach (var provider in BuiltInProviders.WithKey)
        {
            // An address alone is enough only for a model that was named: a local server has models of its own.
            if (provider.DefaultModel is { } model && provider.KeyVariables.Any(key => environment[key] is not null))
                return new ModelRef(provider.Name, model);
        }
        return await servers.FindAsync(cancellationToken) ?? DemoModel.Ref;
    }
}
