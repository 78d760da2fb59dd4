using Polpo.Client;
using Polpo.Core.Agents;
using Polpo.Core.Identity;
using Polpo.Core.Vault;
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
        return vault.SetAsync(
            workspace,
            name,
            Owner(agent),
            new Secret(secret.Value),
            secret.Hosts ?? [],
            caller,
            cancellationToken
        );
    }
}
