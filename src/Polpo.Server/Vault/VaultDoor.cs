using Polpo.Client;
using Polpo.Core.Agents;
using Polpo.Core.Identity;
using Polpo.Core.Vault;
using Polpo.Core.Vault.Entries;
using Polpo.Core.Workspaces;
using Polpo.Engine.Kernel;

namespace Polpo.Server.Vault;

/// <summary>Keeps a secret for an agent that there is: a misspelt owner would never be missed.</summary>
internal sealed class VaultDoor(VaultCommands vault, AgentQueries agents)
{
    public static string? Owner(string? agent) => string.IsNullOrEmpty(agent) ? null : agent;

    public Task<VaultEntry> SetAsync(
        Workspace workspace,
        string name,
        string? agent,
        SetSecret secret,
        Caller caller,
        CancellationToken cancellationToken
    )
    {
        if (Owner(agent) is { } owner)
            agents.Get(workspace, owner);
        return vault.SetAsync(workspace, Draft(name, Owner(agent), secret), caller, cancellationToken);
    }

    private static VaultDraft Draft(string name, string? agent, SetSecret secret)
    {
        var hosts = secret.Hosts ?? [];
        if (secret.Value is null == secret.Fields is null)
            throw new RefusedException(
                Refusal.Invalid,
                "A secret has a \"value\", or \"fields\" by their names: give one of the two."
            );
        var draft = secret.Fields is { } fields
            ? new VaultDraft(name, agent, hosts)
            {
                Fields = fields.ToDictionary(
                    one => one.Key,
                    one => new Secret(one.Value ?? ""),
                    StringComparer.Ordinal
                ),
            }
            : VaultDraft.OfOne(name, agent, new Secret(secret.Value!), hosts);
        return draft with
        {
            Type = secret.Type is { } type ? VaultEntryTypes.Read(type) : VaultEntryType.Custom,
            Label = string.IsNullOrWhiteSpace(secret.Label) ? null : secret.Label.Trim(),
        };
    }
}
