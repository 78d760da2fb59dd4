using Polpo.Core.Vault.Sharing;
using Polpo.Core.Vault.Storage;
using Polpo.Core.Workspaces;
using Polpo.Engine.Kernel;

namespace Polpo.Core.Vault;

/// <summary>Values, for those who must have them: what a session is lent, and what must not be shown.</summary>
public sealed class VaultSecrets
{
    private readonly VaultStore _store;
    private readonly SharedVaults _shared;

    internal VaultSecrets(VaultStore store, SharedVaults shared) => (_store, _shared) = (store, shared);

    /// <summary>The agent's secrets that have a host to go to. An agent's own goes before the workspace's of that name.</summary>
    public async Task<IReadOnlyList<LentSecret>> ForAsync(
        Id<Workspace> workspace,
        string agent,
        CancellationToken cancellationToken
    )
    {
        await _shared.AgreeAsync(workspace, cancellationToken);
        return
        [
            .. _store
                .Open(workspace, entry => (entry.Agent is null || entry.Agent == agent) && entry.Hosts.Count > 0)
                .GroupBy(one => one.Entry.Name, StringComparer.Ordinal)
                .Select(same => same.MaxBy(one => one.Entry.Agent is not null))
                .Select(one => new LentSecret(one.Entry.Name, one.Value, one.Entry.Hosts)),
        ];
    }

    /// <summary>Every value that the workspace's vault holds now, for whoever looks where it must not be.</summary>
    public async Task<IReadOnlyList<LentSecret>> AllAsync(Id<Workspace> workspace, CancellationToken cancellationToken)
    {
        await _shared.AgreeAsync(workspace, cancellationToken);
        return [.. _store.Open(workspace, _ => true).Select(one => new LentSecret(one.Entry.Name, one.Value, []))];
    }
}
