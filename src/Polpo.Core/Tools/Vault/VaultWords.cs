using Polpo.Core.Vault;
using Polpo.Core.Vault.Entries;
using Polpo.Core.Vault.Lending;

namespace Polpo.Core.Tools.Vault;

/// <summary>Secrets as an agent reads of them.</summary>
internal static class VaultWords
{
    public static string Head(VaultEntry entry) =>
        $"{entry.Name} ({entry.Type.Word}{(entry.Label is { } label ? $", \"{label}\"" : "")})";

    public static string Hosts(VaultEntry entry) =>
        entry.Hosts.Count == 0
            ? "lent to no host: it cannot be used until a person names one"
            : $"works at {string.Join(", ", entry.Hosts)} and nowhere else";

    public static string Use(VaultEntry entry, VaultField field, bool isLent) =>
        isLent
            ? $"secret. In commands ${field.VariableOf(entry.Name)}; in http_fetch and http_download {LentSecrets.Placeholder(entry.Name, field.Name)} in the address, a header or the body."
            : "secret, and not lent to you now.";
}
