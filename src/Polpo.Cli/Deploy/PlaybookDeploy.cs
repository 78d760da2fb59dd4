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
        foreach (var (name, path) in files)
            items.Add(
                new DeployItem(
                    "playbook",
                    name,
                    await StateAsync(known.GetValueOrDefault(name), path, client, workspace, cancellationToken),
                    stop => client.Playbooks.ReplaceAsync(name, File.ReadAllBytes(path), workspace, stop)
                )
            );
        return items;
    }

    private static async Task<DeployState> StateAsync(
        PlaybookView? there,
        string path,
        PolpoClient client,
        string workspace,
        CancellationToken cancellationToken
    )
    {
        var wanted = DeployFolder.Parse(path);
        if (there is null)
            return DeployState.New;
        // One whose file there is wrong can only be replaced.
        if (there.Problem is not null)
            return DeployState.Changed;
        var whole = await client.Playbooks.GetAsync(there.Name, workspace, cancellationToken);
        return JsonNode.DeepEquals(wanted, whole.Document) ? DeployState.Unchanged : DeployState.Changed;
    }
}
