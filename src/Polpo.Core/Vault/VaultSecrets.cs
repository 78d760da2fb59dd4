using Polpo.Core.Vault.Entries;
using Polpo.Core.Vault.Sharing;
using Polpo.Core.Vault.Storage;
using Polpo.Core.Workspaces;
using Polpo.Engine.Kernel;

namespace Polpo.Core.Vault;

/// <summary>Values, for those who must have them: what a session is lent, and what must not be shown.</summary>
public sealed class VaultSecrets
{
    private readonly VaultStore _store;
    private readonly EnvironmentReferences _references;
    private readonly SharedVaults _shared;

    internal VaultSecrets(VaultStore store, EnvironmentReferences references, SharedVaults shared) =>
        (_store, _references, _shared) = (store, references, shared);

    /// <summary>
    /// The values of the agent's secrets that have a host to go to. An agent's own goes before the workspace's of that name, as a whole. What
    /// refers to a variable that is not set, or holds something that cannot be lent, is left out.
    /// </summary>
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
                .Open(workspace, entry => IsOf(entry, agent) && entry.Hosts.Count > 0)
                .GroupBy(one => one.Entry.Name, StringComparer.Ordinal)
                .Select(same => same.MaxBy(one => one.Entry.Agent is not null)!)
                .OrderByDescending(one => one.Entry.Agent is not null)
                .ThenBy(one => one.Entry.Name, StringComparer.Ordinal)
                .SelectMany(Values)
                .DistinctBy(secret => secret.Name, StringComparer.Ordinal),
        ];
    }

    /// <summary>The agent's entries without values, its own before the workspace's of the same name.</summary>
    public async Task<IReadOnlyList<VaultEntry>> EntriesAsync(
        Id<Workspace> workspace,
        string agent,
        CancellationToken cancellationToken
    )
    {
        await _shared.AgreeAsync(workspace, cancellationToken);
        return
        [
            .. _store
                .List(workspace)
                .Where(entry => IsOf(entry, agent))
                .OrderByDescending(entry => entry.Agent is not null)
                .DistinctBy(entry => entry.Name, StringComparer.Ordinal)
                .OrderBy(entry => entry.Name, StringComparer.Ordinal),
        ];
    }

    /// <summary>Every value that the workspace's vault holds now, for whoever looks where it must not be.</summary>
    public async Task<IReadOnlyList<LentSecret>> AllAsync(Id<Workspace> workspace, CancellationToken cancellationToken)
    {
        await _shared.AgreeAsync(workspace, cancellationToken);
        return [.. _store.Open(workspace, _ => true).SelectMany(Values).Select(secret => secret with { Hosts = [] })];
    }

    /// <summary>Null: it refers to what is not there, or cannot be told from other text.</summary>
    private Secret? Now(Secret value) =>
        EnvironmentReferences.NameIn(value) is null ? value
        : _references.Resolve(value) is { } found && VaultRules.IsLendable(found) ? found
        : null;

    private static bool IsOf(VaultEntry entry, string agent) => entry.Agent is null || entry.Agent == agent;

    private IEnumerable<LentSecret> Values(OpenEntry open) =>
        open
            .Entry.Fields.Where(field => field.IsSecret)
            .Select(field => (Field: field, Value: Now(open.Values[field.Name])))
            .Where(one => one.Value is not null)
            .Select(one => new LentSecret(one.Field.VariableOf(open.Entry.Name), one.Value!, open.Entry.Hosts)
            {
                Entry = open.Entry.Name,
                Field = one.Field.Name,
            });
}
