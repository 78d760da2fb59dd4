using Polpo.Core.Vault.Keys;
using Polpo.Core.Vault.Storage;
using Polpo.Engine.Kernel;
using Polpo.Runner.Egress.Policy;

namespace Polpo.Core.Vault;

/// <summary>Who would be lent secrets: an agent, or (without a name) whoever works in the workspace.</summary>
/// <param name="Hosts">What it may reach.</param>
public sealed record SecretUser(string? Agent, IReadOnlyList<string> Hosts);

/// <summary>
/// The vault of a data folder, opened by the folder's owner in the owner's own process. No server is asked, and none has this: what a server
/// holds never comes out of it.
/// </summary>
public sealed class OwnVault
{
    private const int TlsPort = 443;

    private readonly VaultStore _store;

    private OwnVault(VaultStore store) => _store = store;

    /// <param name="keys">As in <c>POLPO_VAULT_KEY</c>; null: the file in the data folder.</param>
    public static OwnVault Of(PolpoHome home, string? keys) =>
        new(new VaultStore(home, new VaultKeyring(home, new VaultOptions { Keys = keys })));

    /// <summary>All that people have kept there, by name and owner.</summary>
    public IReadOnlyList<VaultEntry> List(string workspace) =>
        [
            .. _store
                .List(workspace)
                .Where(entry => !PartSecrets.Owns(entry.Agent))
                .OrderBy(entry => entry.Name, StringComparer.Ordinal)
                .ThenBy(entry => entry.Agent, StringComparer.Ordinal),
        ];

    /// <exception cref="RefusedException">It is gone, or does not open.</exception>
    public OpenEntry Open(string workspace, VaultEntry entry) =>
        _store.Open(workspace, one => one.Name == entry.Name && one.Agent == entry.Agent) is [var open]
        && open.Entry.UpdatedAt == entry.UpdatedAt
            ? open
            : throw new RefusedException(
                Refusal.Conflict,
                $"The secret {entry.Name} was changed at this moment. Do it once more."
            );

    /// <summary>Whether any of them could be lent it: it is theirs, and they may reach a host of it.</summary>
    public static bool IsFor(VaultEntry entry, IEnumerable<SecretUser> users) =>
        users
            .Where(user => entry.Agent is null || entry.Agent == user.Agent)
            .SelectMany(user => user.Hosts)
            .Select(HostPattern.Read)
            .OfType<HostPattern>()
            .Any(allowed =>
                entry.Hosts.Select(HostPattern.Read).OfType<HostPattern>().Any(host => Meet(allowed, host))
            );

    /// <summary>A secret's host without a port stands for TLS alone.</summary>
    private static bool Meet(HostPattern allowed, HostPattern lent)
    {
        var port = lent.Port ?? TlsPort;
        return allowed.Allows(lent.Host, port) || (lent with { Port = allowed.Port }).Allows(allowed.Host, port);
    }
}
