using Polpo.Core.Models.Providers;

namespace Polpo.Core.Models;

/// <summary>The environment variables by which models are found.</summary>
public static class ModelVariables
{
    public const string Model = "POLPO_MODEL";

    public static readonly IReadOnlyList<string> Names =
    [
        Model,
        .. BuiltInProviders
            .WithKey.Concat(BuiltInProviders.Local)
            .SelectMany(provider => provider.KeyVariables.Append(provider.BaseUrlVariable))
            .OfType<string>(),
    ];
}
