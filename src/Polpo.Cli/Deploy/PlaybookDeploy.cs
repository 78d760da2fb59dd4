using System.Text.Json.Nodes;
using Polpo.Client;

namespace Polpo.Cli.Deploy;

/// <summary>Playbooks: <c>playbooks/NAME/playbook.json</c>, byte for byte.</summary>
internal static class PlaybookDeploy
{
    public static async Task<IReadOnlyList<DeployItem>> PlanAsync(
        DeployFolder folder,
        PolpoClient client,
        string workspace,
        CancellationToken cancellationToken
    )
    {
        var files = folder.Folders("playbooks", "playbook.json");
        if (files.Count == 0)
            return [];
        // A template or one of the installation is hidden by what is sent, and so is no older state of it.
        var known = (await client.Playbooks.ListAsync(workspace, cancellationToken))
            .Items.Where(one => one.Home == "workspace")
            .ToDictionary(one => one.Name, StringComparer.Ordinal);
        var items = new List<DeployItem>();
        foreach (var file in files)
            items.Add(
                new DeployItem(
                    "playbook",
                    file.Name,
                    await StateAsync(known.GetValueOrDefault(file.Name), file, client, workspace, cancellationToken),
                    stop => client.Playbooks.ReplaceAsync(file.Name, file.Bytes, workspace, stop)
                )
            );
        return items;
    }

    private static async Task<DeployState> StateAsync(
        PlaybookView? there,
        DeployFile file,
        PolpoClient client,
        string workspace,
        CancellationToken cancellationToken
    )
    {
        var wanted = file.Node;
        if (there is null)
            return DeployState.New;
        // One whose file there is wrong can only be replaced.
        if (there.Problem is not null)
            return DeployState.Changed;
        var whole = await client.Playbooks.GetAsync(there.Name, workspace, cancellationToken);
        return JsonNode.DeepEquals(wanted, whole.Document) ? DeployState.Unchanged : DeployState.Changed;
    }
}
