using Polpo.Engine.Kernel;

namespace Polpo.Core.Models.Providers;

/// <summary>
/// Which environment variables a repository's own provider may send to its address: those that carry the provider's name
/// (<c>acme</c> → <c>ACME_API_KEY</c>) or begin with <c>POLPO_PROVIDER_</c>, and never a built-in provider's key unless the address is that provider's.
/// A hostile repository could otherwise have any secret of the environment sent to itself.
/// </summary>
internal static class KeyVariableRule
{
    public static void Check(string path, string field, Provider provider, Uri address, string variable)
    {
        if (address.IsLoopback)
            return;
        var owner = BuiltInProviders.WithKey.FirstOrDefault(known =>
            known.KeyVariables.Contains(variable, StringComparer.Ordinal)
        );
        if (owner is not null)
        {
            if (new Uri(owner.BaseUrl).Host == address.Host && address.Scheme == Uri.UriSchemeHttps)
                return;
            throw Refused(
                path,
                field,
                variable,
                $"is the key of {owner.Name}, and {address.Host} is not {owner.Name}'s address"
            );
        }
        var prefix = new string([
            .. provider.Name.Select(letter => char.IsAsciiLetterOrDigit(letter) ? char.ToUpperInvariant(letter) : '_'),
        ]);
        if (variable == prefix + "_API_KEY" || variable.StartsWith("POLPO_PROVIDER_", StringComparison.Ordinal))
            return;
        throw Refused(
            path,
            field,
            variable,
            "does not carry the provider's name, and a repository may not choose which secret leaves this machine"
        );
    }

    private static RefusedException Refused(string path, string field, string variable, string why) =>
        new(
            Refusal.Forbidden,
            $"{path}: {field} asks for the variable {variable}, which {why}. Name the variable after the provider (<NAME>_API_KEY) or begin it with POLPO_PROVIDER_, and set that one."
        );
}
