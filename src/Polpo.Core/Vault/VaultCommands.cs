using Polpo.Core.Identity;
using Polpo.Core.Vault.Entries;
using Polpo.Core.Vault.Sharing;
using Polpo.Core.Vault.Storage;
using Polpo.Core.Workspaces;
using Polpo.Engine.Journal;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage;

namespace Polpo.Core.Vault;

/// <summary>What one can do to the secrets of a workspace. A value goes in and never comes out of here.</summary>
public sealed class VaultCommands
{
    private readonly VaultStore _store;
    private readonly EnvironmentReferences _references;
    private readonly SharedVaults _shared;
    private readonly IDatabase _database;
    private readonly TimeProvider _time;

    internal VaultCommands(
        VaultStore store,
        EnvironmentReferences references,
        SharedVaults shared,
        IDatabase database,
        TimeProvider time
    ) => (_store, _references, _shared, _database, _time) = (store, references, shared, database, time);

    /// <summary>By name and owner, without values.</summary>
    public async Task<IReadOnlyList<VaultEntry>> ListAsync(Workspace workspace, CancellationToken cancellationToken)
    {
        await _shared.AgreeAsync(workspace.Id, cancellationToken);
        return
        [
            .. _store
                .List(workspace.Id)
                .Where(entry => !PartSecrets.Owns(entry.Agent))
                .OrderBy(entry => entry.Name, StringComparer.Ordinal)
                .ThenBy(entry => entry.Agent, StringComparer.Ordinal),
        ];
    }

    /// <summary>One of them, by name and owner.</summary>
    public async Task<VaultEntry> GetAsync(
        Workspace workspace,
        string name,
        string? agent,
        CancellationToken cancellationToken
    ) =>
        (await ListAsync(workspace, cancellationToken)).FirstOrDefault(entry =>
            entry.Name == name && entry.Agent == agent
        ) ?? throw Missing(name, agent);

    /// <summary>Stores a secret of one value.</summary>
    public Task<VaultEntry> SetAsync(
        Workspace workspace,
        string name,
        string? agent,
        Secret value,
        IReadOnlyList<string> hosts,
        Caller caller,
        CancellationToken cancellationToken
    ) => SetAsync(workspace, VaultDraft.OfOne(name, agent, value, hosts), caller, cancellationToken);

    /// <summary>Stores a secret, in place of the one of that name and owner if there is one. It counts from the next session on.</summary>
    public async Task<VaultEntry> SetAsync(
        Workspace workspace,
        VaultDraft draft,
        Caller caller,
        CancellationToken cancellationToken
    )
    {
        VaultRules.Check(draft);
        foreach (var value in draft.Secrets.Values)
            _references.Check(value);
        if (PartSecrets.Owns(draft.Agent))
            throw new RefusedException(Refusal.Invalid, $"\"{draft.Agent}\" is not an agent. See: polpo agent list");
        await _shared.AgreeAsync(workspace.Id, cancellationToken);
        var now = _time.GetUtcNow();
        var entry = _store.Put(
            workspace.Id,
            draft.Name,
            draft.Agent,
            draft.Secrets,
            known => new VaultEntry(draft.Name, draft.Agent, draft.Hosts, known?.CreatedAt ?? now, now)
            {
                Type = draft.Type,
                Label = draft.Label,
                Fields = draft.Shape,
            }
        );
        await _shared.AgreeAsync(workspace.Id, cancellationToken);
        await TellAsync(
            workspace.Id,
            caller,
            new SecretSet(draft.Name, draft.Agent, draft.Hosts)
            {
                Kind = entry.IsSingle ? null : entry.Type,
                Fields = entry.IsSingle ? null : [.. entry.Fields.Select(field => field.Name)],
            },
            cancellationToken
        );
        return entry;
    }

    public async Task RemoveAsync(
        Workspace workspace,
        string name,
        string? agent,
        Caller caller,
        CancellationToken cancellationToken
    )
    {
        await _shared.AgreeAsync(workspace.Id, cancellationToken);
        if (PartSecrets.Owns(agent) || !_store.Remove(workspace.Id, name, agent))
            throw Missing(name, agent);
        await _shared.AgreeAsync(workspace.Id, cancellationToken);
        await TellAsync(workspace.Id, caller, new SecretRemoved(name, agent), cancellationToken);
    }

    /// <summary>Seals all secrets of this installation anew, under a new key.</summary>
    /// <returns>How many secrets of how many workspaces.</returns>
    public async Task<(int Secrets, int Workspaces)> RotateAsync(Caller caller, CancellationToken cancellationToken)
    {
        // One that is sealed anew while others hold something else would be lost, here or there.
        var own = _store.Workspaces().ToHashSet(StringComparer.Ordinal);
        if (
            (await _shared.AgreeAsync(cancellationToken)).FirstOrDefault(left => own.Contains(left.Workspace)) is
            { } left
        )
            throw new RefusedException(
                Refusal.Unavailable,
                $"The vault of {left.Workspace} is not the same at all servers, so nothing was sealed anew. {left.Reason}"
            );
        var rotated = _store.Rotate();
        await _shared.AgreeAsync(cancellationToken);
        foreach (var (workspace, secrets) in rotated)
            await TellAsync(Id<Workspace>.Parse(workspace), caller, new VaultRotated(secrets), cancellationToken);
        return (rotated.Sum(one => one.Secrets), rotated.Count);
    }

    private static RefusedException Missing(string name, string? agent) =>
        new(
            Refusal.NotFound,
            $"{(agent is null ? "The workspace" : $"The agent \"{agent}\"")} has no secret {name}. See: polpo vault list"
        );

    private Task TellAsync<T>(Id<Workspace> workspace, Caller caller, T fact, CancellationToken cancellationToken)
        where T : IFact =>
        _database.WriteAsync(
            workspace,
            work =>
            {
                work.Append(workspace, caller.Actor, fact);
                return Task.CompletedTask;
            },
            cancellationToken
        );
}
